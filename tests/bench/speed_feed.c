/* speed_feed.c: documents read in one process, by libxml2 alone or by us.
 *
 *   speed_feed floor|parse FILE...
 *
 * The floor is the same push parser with nothing but a handler that counts the bytes of text; parse is feed_parse with
 * its clean HTML and plain text, as the daemon's parser processes do it.  Prints the bytes and what was found. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <libxml/parser.h>

#include "telex/feed.h"

enum { PIECE = 64 << 10 };

struct tally {
	size_t bytes, found;
	int fd;
};

static void on_text(void *user, const xmlChar *text, int len)
{
	(void)text;
	((struct tally *)user)->found += (size_t)len;
}

static void read_text(struct tally *tally)
{
	static char piece[PIECE];
	xmlSAXHandler sax = {.initialized = XML_SAX2_MAGIC, .characters = on_text, .cdataBlock = on_text};
	xmlParserCtxtPtr xml = xmlCreatePushParserCtxt(&sax, tally, NULL, 0, NULL);
	ssize_t n;

	xmlCtxtUseOptions(xml, XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_HUGE | XML_PARSE_NONET);
	while ((n = read(tally->fd, piece, sizeof(piece))) > 0) {
		tally->bytes += (size_t)n;
		xmlParseChunk(xml, piece, (int)n, 0);
	}
	xmlParseChunk(xml, piece, 0, 1);
	if (xml->myDoc)
		xmlFreeDoc(xml->myDoc);
	xmlFreeParserCtxt(xml);
}

static long read_fd(void *state, char *buf, size_t size)
{
	struct tally *tally = state;
	ssize_t n = read(tally->fd, buf, size);

	tally->bytes += n > 0 ? (size_t)n : 0;
	return n;
}

static bool on_item(void *state, const struct feed_item *item)
{
	((struct tally *)state)->found += strlen(item->text);
	return true;
}

static void read_feed(struct tally *tally)
{
	struct feed_options options = {.base_url = "https://feed.example/"};
	struct feed_doc *doc;
	struct err err = {0};

	if (feed_parse(NULL, (struct feed_input){read_fd, tally}, &options, on_item, tally, &doc, &err))
		talloc_free(doc);
}

int main(int argc, char **argv)
{
	struct tally tally = {0};

	if (argc < 3)
		return 2;
	for (int i = 2; i < argc; i++) {
		tally.fd = open(argv[i], O_RDONLY | O_CLOEXEC);
		if (tally.fd < 0)
			return 1;
		if (!strcmp(argv[1], "floor"))
			read_text(&tally);
		else
			read_feed(&tally);
		close(tally.fd);
	}
	printf("%zu bytes, %zu of text\n", tally.bytes, tally.found);
	return 0;
}
