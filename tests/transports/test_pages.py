"""Where a page's nonce goes."""

from __future__ import annotations

import pytest

from pystream.transports.pages import Page


@pytest.mark.parametrize(
    ("html", "with_nonce"),
    [
        ("<p>", "<p>"),
        ("<script>a()</script>", "<script{}>a()</script>"),
        ("<SCRIPT src=x></SCRIPT>", "<SCRIPT{} src=x></SCRIPT>"),
        ("<p>\n  <script\n defer></script>\n<style>", "<p>\n  <script{}\n defer></script>\n<style{}>"),
        ("<p>\r\n<script></script>é<script>", "<p>\r\n<script{}></script>é<script{}>"),
        ("<link rel=stylesheet href=/a.css>", "<link{} rel=stylesheet href=/a.css>"),
        ("<script nonce=mine>", "<script nonce=mine>"),
        # Only text, to a browser too.
        ("<script>x = '<script>'</script>", "<script{}>x = '<script>'</script>"),
        ("<!-- <script> --><p title='<script>'>", "<!-- <script> --><p title='<script>'>"),
        ("<scripty><p>&lt;script>", "<scripty><p>&lt;script>"),
        ("<textarea><script></textarea>", "<textarea><script></textarea>"),
        ("<title><script></title>", "<title><script></title>"),
    ],
)
def test_each_script_and_style_of_the_page_bears_the_nonce(html: str, with_nonce: str) -> None:
    assert Page(html).with_nonce("n") == with_nonce.replace("{}", ' nonce="n"').encode()


@pytest.mark.parametrize(
    ("html", "with_first"),
    [
        ("<!doctype html><html><head class=a><p>", "<!doctype html><html><head class=a>!<p>"),
        ("<!DOCTYPE html>\n<title>t</title>", "<!DOCTYPE html>!\n<title>t</title>"),
        ("<!doctype html><html lang=en><title>t</title>", "<!doctype html><html lang=en>!<title>t</title>"),
        ("<p>no head", "!<p>no head"),
    ],
)
def test_a_first_element_stands_before_all_others_in_the_head(html: str, with_first: str) -> None:
    assert Page(html, "!").with_nonce("n") == with_first.encode()


def test_what_a_visit_fills_in_stays_as_it_is() -> None:
    page = Page("<script></script><p><!--pystream:page a.html--><style></style><!--pystream:page b.html-->")
    assert page.holes == ("a.html", "b.html")
    evil = "<script>a()</script><!--pystream:page b.html--><link><style>"
    filled = {"a.html": evil, "b.html": "b"}
    assert page.with_nonce("n", filled).decode() == (
        f'<script nonce="n"></script><p>{evil}<style nonce="n"></style>b'
    )
    # As service workers keep it, for everybody.
    assert page.with_nonce("n") == b'<script nonce="n"></script><p><style nonce="n"></style>'
