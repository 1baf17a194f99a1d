"""The rules of Atom feeds and of site maps, as grammars that lxml can check a document against.

Written from RFC 4287 and from the sitemaps.org protocol: which elements there must be, how often,
and what may stand in them.
"""

from lxml import etree

_HEAD = """
<grammar xmlns="http://relaxng.org/ns/structure/1.0" ns="{ns}"
  datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
  <define name="foreign">
    <element><anyName><except><nsName/></except></anyName>
      <zeroOrMore><attribute><anyName/></attribute></zeroOrMore>
      <zeroOrMore><choice><text/><ref name="foreign"/></choice></zeroOrMore>
    </element>
  </define>
"""
_ATOM = (
    _HEAD
    + """
  <define name="common"><optional><attribute name="xml:lang"><data type="language"/></attribute>
    </optional></define>
  <define name="iri"><data type="anyURI"><param name="pattern">[a-z]+:.+</param></data></define>
  <define name="words"><ref name="common"/>
    <optional><attribute name="type"><choice><value>text</value><value>html</value></choice>
    </attribute></optional><text/></define>
  <define name="moment"><data type="dateTime"><param name="pattern">.+T.+(Z|[+\\-]..:..)</param>
    </data></define>
  <define name="author"><element name="author"><interleave>
    <element name="name"><text/></element>
    <optional><element name="uri"><ref name="iri"/></element></optional>
    <optional><element name="email"><data type="string">
      <param name="pattern">.+@.+</param></data></element></optional>
  </interleave></element></define>
  <define name="link"><element name="link"><attribute name="href"><ref name="iri"/></attribute>
    <optional><attribute name="rel"/></optional><optional><attribute name="type"/></optional>
    <optional><attribute name="hreflang"><data type="language"/></attribute></optional>
    <empty/></element></define>
  <define name="named">
    <interleave>
      <element name="id"><ref name="iri"/></element>
      <element name="title"><ref name="words"/></element>
      <element name="updated"><ref name="moment"/></element>
      <oneOrMore><ref name="link"/></oneOrMore>
      <zeroOrMore><ref name="foreign"/></zeroOrMore>
    </interleave>
  </define>
  <start><element name="feed"><ref name="common"/><interleave>
    <ref name="named"/>
    <oneOrMore><ref name="author"/></oneOrMore>
    <optional><element name="subtitle"><ref name="words"/></element></optional>
    <zeroOrMore><element name="entry"><ref name="common"/><interleave>
      <ref name="named"/>
      <zeroOrMore><ref name="author"/></zeroOrMore>
      <optional><element name="published"><ref name="moment"/></element></optional>
      <optional><element name="summary"><ref name="words"/></element></optional>
    </interleave></element></zeroOrMore>
  </interleave></element></start>
</grammar>"""
).replace("{ns}", "http://www.w3.org/2005/Atom")
_MAP = (
    _HEAD
    + """
  <define name="place"><element name="loc"><data type="anyURI">
    <param name="pattern">https?://.+</param><param name="maxLength">2048</param></data></element>
  </define>
  <define name="day"><optional><element name="lastmod"><data type="date"/></element></optional>
  </define>
  <start><choice>
    <element name="urlset"><oneOrMore><element name="url"><interleave>
      <ref name="place"/><ref name="day"/><zeroOrMore><ref name="foreign"/></zeroOrMore>
    </interleave></element></oneOrMore></element>
    <element name="sitemapindex"><oneOrMore><element name="sitemap"><interleave>
      <ref name="place"/><ref name="day"/>
    </interleave></element></oneOrMore></element>
  </choice></start>
</grammar>"""
).replace("{ns}", "http://www.sitemaps.org/schemas/sitemap/0.9")
ATOM, SITE_MAP = (etree.RelaxNG(etree.fromstring(text)) for text in (_ATOM, _MAP))
