/* mail.c: a message as a mail (RFC 5322, MIME).  Headers are made of the configuration, the key, and of encoded words; the
 * bodies are quoted-printable: nothing of a feed can end a line here. */
#include "parts.h"

#include <string.h>

static const char *host_of(const char *address)
{
	const char *at = strchr(address, '@');

	return at && at[1] ? at + 1 : "localhost";
}

static void add_headers(const struct notify_message *message, const char *from, const char *const *to, size_t n_to,
			struct buf *out)
{
	AUTO_BUF subject = BUF_INIT(KIB(4));

	buf_addf(out, "From: Telex <%s>\r\nTo: ", from);
	for (size_t i = 0; i < n_to; i++)
		buf_addf(out, "%s%s", i ? ",\r\n " : "", to[i]);
	buf_adds(out, "\r\nSubject: ");
	notify_subject(message, &subject);
	notify_header_text(buf_str(&subject), out);
	buf_adds(out, "\r\nDate: ");
	notify_mail_date(message->now, out);
	buf_addf(out, "\r\nMessage-ID: <%s@%s>\r\n", message->key, host_of(from));
	buf_adds(out, "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n");
	if (!strcmp(message->priority, "high"))
		buf_adds(out, "Importance: high\r\nX-Priority: 1\r\n");
}

static void add_part(const char *type, const char *text, struct buf *out)
{
	buf_addf(out, "Content-Type: %s; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n", type);
	notify_quoted_printable(text, out);
}

void notify_mail(const struct notify_message *message, const char *from, const char *const *to, size_t n_to,
		 struct buf *out)
{
	AUTO_BUF text = BUF_INIT(MIB(16));

	add_headers(message, from, to, n_to, out);
	notify_text(message, NOTIFY_TEXT_MAX, &text);
	if (!message->html) {
		add_part("text/plain", buf_str(&text), out);
		return;
	}
	/* '=' is encoded in both parts: neither can hold this line */
	buf_addf(out, "Content-Type: multipart/alternative; boundary=\"=_%s\"\r\n\r\n--=_%s\r\n", message->key, message->key);
	add_part("text/plain", buf_str(&text), out);
	buf_addf(out, "\r\n--=_%s\r\n", message->key);
	add_part("text/html", message->html, out);
	buf_addf(out, "\r\n--=_%s--\r\n", message->key);
}
