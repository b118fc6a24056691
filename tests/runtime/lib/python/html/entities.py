import html
from html import escape, unescape

print(escape("<a href=\"x\">it's & </a>"), escape("\"'", quote=False), escape("&amp;"))
print(unescape("&lt;b&gt; &amp;amp; &quot;x&quot; &#39;y&#x27; &eacute;&nbsp;&copy; &copy2 &euro; &hellip;"))
print(unescape("a & b &unknown; &#; &#x; &#65 &#128; &#0; &notit; &amp") == html.unescape("a & b &unknown; &#; &#x; &#65 &#128; &#0; &notit; &amp"))
print(unescape("no refs"), unescape("&lt"), unescape("&ltx"), ascii(unescape("&#x1F600;&#xD800;&#x110000;")), unescape(escape("<>&\"'")))
