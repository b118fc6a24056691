# A project of its own, whose tests run in a process of their own: test_plugin.py starts it.
collect_ignore = ["sample"]
