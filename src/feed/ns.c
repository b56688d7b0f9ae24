/* ns.c: namespaces, under every address they are declared with. */
#include <string.h>
#include <strings.h>

#include "vocab.h"

/* Without scheme, "www." and what may stand at the end: publishers vary those. */
static const struct {
	const char *uri;
	enum ns ns;
} uris[] = {
    {"w3.org/2005/atom", NS_ATOM},
    {"purl.org/atom/ns", NS_ATOM},
    {"purl.org/rss/1.0", NS_CORE},
    {"purl.org/net/rss1.1", NS_CORE},
    {"backend.userland.com/rss", NS_CORE},
    {"backend.userland.com/rss2", NS_CORE},
    {"backend.userland.com/rss2.1", NS_CORE},
    {"blogs.law.harvard.edu/tech/rss", NS_CORE},
    {"cyber.law.harvard.edu/rss/rss.html", NS_CORE},
    {"my.netscape.com/rdf/simple/0.9", NS_CORE},
    {"channel.netscape.com/rdf/simple/0.9", NS_CORE},
    {"my.netscape.com/publish/formats/rss-0.91.dtd", NS_CORE},
    {"purl.org/dc/elements/1.1", NS_DC},
    {"purl.org/dc/elements/1.0", NS_DC},
    {"purl.org/dc/elements", NS_DC},
    {"purl.org/dc", NS_DC},
    {"dublincore.org/documents/dcmi-namespace", NS_DC},
    {"purl.org/dc/terms", NS_DCTERMS},
    {"purl.org/rss/1.0/modules/content", NS_CONTENT},
    {"purl.org/rss/modules/content", NS_CONTENT},
    {"itunes.com/dtds/podcast-1.0.dtd", NS_ITUNES},
    {"itunes.com/dtds/podcast", NS_ITUNES},
    {"itunes.apple.com/dtds/podcast-1.0.dtd", NS_ITUNES},
    {"google.com/schemas/play-podcasts/1.0", NS_PLAY},
    {"google.com/schemas/play-podcasts/1.0/play-podcasts.xsd", NS_PLAY},
    {"search.yahoo.com/mrss", NS_MEDIA},
    {"search.yahoo.com/mrss/mediarss.xsd", NS_MEDIA},
    {"tools.search.yahoo.com/mrss", NS_MEDIA},
    {"rssboard.org/media-rss", NS_MEDIA},
    {"video.search.yahoo.com/mrss", NS_MEDIA},
    {"rssnamespace.org/feedburner/ext/1.0", NS_FEEDBURNER},
    {"purl.org/rss/1.0/modules/syndication", NS_SY},
    {"purl.org/rss/modules/syndication", NS_SY},
    {"w3.org/1999/xhtml", NS_XHTML},
    {"w3.org/1999/02/22-rdf-syntax-ns", NS_RDF},
    {"purl.oclc.org/net/rss_2.0/enc", NS_ENC},
    {"webfeeds.org/rss/1.0", NS_WEBFEEDS},
    {"news.yandex.ru", NS_YANDEX},
    {"purl.org/syndication/history/1.0", NS_HISTORY},
};
static const struct {
	const char *prefix;
	enum ns ns;
} prefixes[] = {
    {"atom", NS_ATOM},
    {"atom10", NS_ATOM},
    {"a10", NS_ATOM},
    {"dc", NS_DC},
    {"dcterms", NS_DCTERMS},
    {"dct", NS_DCTERMS},
    {"content", NS_CONTENT},
    {"itunes", NS_ITUNES},
    {"googleplay", NS_PLAY},
    {"media", NS_MEDIA},
    {"feedburner", NS_FEEDBURNER},
    {"sy", NS_SY},
    {"syn", NS_SY},
    {"rdf", NS_RDF},
    {"xhtml", NS_XHTML},
    {"webfeeds", NS_WEBFEEDS},
    {"yandex", NS_YANDEX},
    {"rss", NS_CORE},
    {"fh", NS_HISTORY},
};

/* The part of a URI that tells namespaces apart. */
static struct bytes core_of(const char *uri)
{
	const char *scheme = strstr(uri, "://");
	struct bytes s = {scheme ? scheme + 3 : uri, 0};

	if (!strncasecmp(s.data, "www.", 4))
		s.data += 4;
	s.len = strlen(s.data);
	while (s.len > 0 && strchr("/#? \t", s.data[s.len - 1]))
		s.len--;
	return s;
}

enum ns ns_find(const char *uri)
{
	struct bytes core = core_of(uri);

	for (size_t i = 0; i < sizeof(uris) / sizeof(uris[0]); i++)
		if (strlen(uris[i].uri) == core.len && !strncasecmp(uris[i].uri, core.data, core.len))
			return uris[i].ns;
	return NS_OTHER;
}

enum ns ns_find_prefix(const char *prefix)
{
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (!strcasecmp(prefixes[i].prefix, prefix))
			return prefixes[i].ns;
	return NS_OTHER;
}

bool ns_is_rss090(const char *uri)
{
	return strstr(uri, "netscape.com/rdf/simple/0.9");
}
