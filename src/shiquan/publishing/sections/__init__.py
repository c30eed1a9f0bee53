"""The sections of the site; `shiquan.publishing.site.SECTIONS` lists them."""
