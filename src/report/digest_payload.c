/* digest_payload.c: a digest as it waits in the outbox: every form that a channel may want. */
#include "telex/json_out.h"
#include "telex/report.h"

enum { TEXT_COLS = 72 }; /* a mail is quoted */

void report_digest_payload(const struct report_digest *digest, struct buf *out)
{
	AUTO_BUF subject = BUF_INIT(KIB(4));
	AUTO_BUF text = BUF_INIT(MIB(64));
	AUTO_BUF html = BUF_INIT(MIB(64));

	report_digest_subject(digest, &subject);
	report_digest_text(digest, TEXT_COLS, &text);
	report_digest_html(digest, &html);
	buf_adds(out, "{\"subject\": ");
	json_out_string(buf_str(&subject), out);
	json_out_text(out, "text", buf_str(&text));
	json_out_text(out, "html", buf_str(&html));
	buf_adds(out, ", \"json\": ");
	report_digest_json(digest, out);
	buf_addc(out, '}');
}
