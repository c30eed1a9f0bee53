"""Rules for Apache's mod_rewrite: those with which w3id.org leads the persistent addresses to the site, and those of a host of the static site.

Both answer the IRI of a thing with 303 See Other, to the page in the language or to the data in the format that the client names first. The values of
quality in Accept are not weighed, because mod_rewrite cannot: what stands first counts (a server of its own, `shiquan serve`, weighs them).
"""

from __future__ import annotations

import re
from typing import Final

from shiquan.publishing.content_security import POLICY
from shiquan.publishing.languages import Language
from shiquan.publishing.published_data import PERSISTENT_ADDRESS
from shiquan.publishing.rdf_files import FORMATS

PLACEHOLDER: Final = "https://example.org/shiquan/"
"""What stands for the address of the site where the site does not know another than the persistent one."""

_OTHER_TYPES: Final = (
    ("application/json", "index.jsonld"),
    ("application/xml", "index.rdf"),
    ("text/xml", "index.rdf"),
    ("text/plain", "index.nt"),
)
_PAGES: Final = ("text/html", "application/xhtml+xml", "*/*")
_DOCUMENT: Final = "[^/]+/(?:title/[^/]+|[^/]+/[^/]+/[^/]+)"
_VERSION: Final = r"[0-9]+(?:\.[0-9]+)+"


def persistent_redirects(address: str) -> str:
    """Return the `.htaccess` of the folder `shiquan/` of w3id.org for a site at an address (with a slash at its end)."""
    site = PLACEHOLDER if address == PERSISTENT_ADDRESS else address
    return "\n".join(
        (
            f"# {PERSISTENT_ADDRESS} : 事权 shiquan, linked data on fiscal powers and expenditure responsibilities in China",
            "# The address of the site stands in one line, that with E=SITE.",
            "Options +FollowSymLinks -MultiViews",
            "RewriteEngine on",
            "",
            f"RewriteRule ^ - [E=SITE:{site}]",
            "",
            "# pages and files of data have the same path there",
            r"RewriteRule ^((?:.*/)?(?:index\.[a-z.]+)?)$ %{ENV:SITE}$1 [R=302,NE,L]",
            "",
            *_wanted_file(),
            "",
            *_things(""),
            "",
            "# and so has everything else",
            "RewriteRule ^(.*)$ %{ENV:SITE}$1 [R=302,NE,L]",
            "",
            *_vary(),
            "",
        )
    )


def host_rules() -> str:
    """Return the `.htaccess` at the root of the static site; it holds below any path of a host."""
    only_folders = "RewriteCond %{REQUEST_FILENAME} -d"
    return "\n".join(
        (
            "# For Apache: media types, the addresses of things, what browsers may load.",
            "Options -MultiViews -Indexes",
            "DirectoryIndex index.html",
            "AddDefaultCharset utf-8",
            "AddType text/html .html",
            *(f"AddType {form.media_type} .{form.file.partition('.')[2]}" for form in FORMATS),
            "AddType application/n-quads .nq",
            "AddType application/trig .trig",
            "AddType text/csv .csv",
            "AddCharset utf-8 .html .css .js .ttl .csv .svg .json",
            "",
            "<IfModule mod_rewrite.c>",
            "RewriteEngine on",
            "# the path below which the site stands: what is before the path within this folder",
            "RewriteCond %{REQUEST_URI}::$1 ^(.*?/)(.*)::\\2$",
            "RewriteRule ^(.*)$ - [E=SITE:%1]",
            "",
            "# what is there is given as it is",
            "RewriteCond %{REQUEST_FILENAME} -f",
            "RewriteRule ^ - [L]",
            "RewriteRule (?:^|/)$ - [L]",
            "",
            *_wanted_file(),
            "",
            *_things(only_folders),
            "</IfModule>",
            "",
            *_vary(),
            "<IfModule mod_headers.c>",
            "Header set Access-Control-Allow-Origin *",
            "Header set X-Content-Type-Options nosniff",
            f'Header set Content-Security-Policy "{POLICY}"',
            "</IfModule>",
            "",
        )
    )


def submission(address: str) -> str:
    """Return the README that goes with the redirects when they are submitted to w3id.org."""
    site = PLACEHOLDER if address == PERSISTENT_ADDRESS else address
    return f"""# shiquan 事权

Linked data on fiscal powers and expenditure responsibilities between the five tiers of government in China, read from published
government documents.

* Persistent identifiers: `{PERSISTENT_ADDRESS}id/…` (things), `{PERSISTENT_ADDRESS}ontology#…` (terms)
* Site: {site}
* Contact: put here the name and the GitHub account of whoever maintains the site

To submit: copy this folder as `shiquan/` into a fork of https://github.com/perma-id/w3id.org, see that the line with `E=SITE` in `.htaccess` has the address
of the site, and open a pull request. Then
`curl -sI -H 'Accept: text/turtle' {PERSISTENT_ADDRESS}id/tier/county` answers 303 with `Location: {site}id/tier/county/index.ttl`.
"""


def _wanted_file() -> list[str]:
    """Return rules that set FILE to the name of the file that the client wants in a thing's folder; nothing is the Chinese page."""
    types = [*((form.media_type, form.file) for form in FORMATS), *_OTHER_TYPES]
    names = [re.escape(name) for name in (*_PAGES, *(name for name, _ in types))]
    lines = ["# the type that Accept names first"]
    for media_type, file in types:
        others = "|".join(name for name in names if name != re.escape(media_type))
        lines += [
            f"RewriteCond %{{HTTP:Accept}} ^(?:(?!{others}).)*{re.escape(media_type)} [NC]",
            f"RewriteRule ^ - [E=FILE:{file}]",
        ]
    return [
        *lines,
        "# a page: in English where that is named before Chinese",
        "RewriteCond %{ENV:FILE} ^$",
        "RewriteCond %{HTTP:Accept-Language} ^(?:(?!zh).)*\\ben\\b [NC]",
        f"RewriteRule ^ - [E=FILE:{Language.ENGLISH.page}]",
    ]


def _things(condition: str) -> list[str]:
    """Return rules that lead from a thing to the file in its folder, whose name is FILE; ``condition`` is for things with a folder of their own."""
    conditions = [condition] if condition else []
    return [
        "# parts of documents: a place on the document's page, or the document's data",
        "RewriteCond %{ENV:FILE} ^(?:|.*\\.html)$",
        f"RewriteRule ^id/doc/({_DOCUMENT})/(.+)$ %{{ENV:SITE}}id/doc/$1/%{{ENV:FILE}}#$2 [R=303,NE,L]",
        f"RewriteRule ^id/doc/({_DOCUMENT})/(.+)$ %{{ENV:SITE}}id/doc/$1/%{{ENV:FILE}} [R=303,NE,L]",
        "# the named graphs of a document are described where it is",
        f"RewriteRule ^id/graph/(?:inferred/)?({_DOCUMENT})$ %{{ENV:SITE}}id/doc/$1/%{{ENV:FILE}} [R=303,NE,L]",
        "# the ontology: its terms are fragments, its versions lead to the one that is there",
        f"RewriteRule ^ontology((?:/[a-z][a-z-]*)*)/{_VERSION}$ %{{ENV:SITE}}ontology$1/%{{ENV:FILE}} [R=303,NE,L]",
        *conditions,
        "RewriteRule ^(ontology(?:/[a-z][a-z-]*)*)$ %{ENV:SITE}$1/%{ENV:FILE} [R=303,NE,L]",
        "# everything else that has an identifier",
        *conditions,
        "RewriteRule ^(id/.*[^/])$ %{ENV:SITE}$1/%{ENV:FILE} [R=303,NE,L]",
    ]


def _vary() -> list[str]:
    return ["<IfModule mod_headers.c>", 'Header always merge Vary "Accept, Accept-Language"', "</IfModule>"]
