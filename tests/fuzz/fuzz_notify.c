/* fuzz_notify.c: whatever a feed wrote, a mail has our headers and no other, a body is JSON, and markup is escaped. */
#include <string.h>

#include <jansson.h>

#include "fuzz.h"
#include "telex/notify.h"
#include "telex/utf8.h"

/* The next line of the input, "" at its end. */
static const char *next(char **at)
{
	char *line = *at, *end = line + strcspn(line, "\n");

	*at = *end ? end + 1 : end;
	*end = '\0';
	return line;
}

static void check_mail(const struct notify_message *message)
{
	static const char *const to[] = {"desk@example.org"};
	static const char *const ours[] = {"From: ", "To: ", "Subject: ", "Date: ", "Message-ID: ", "Auto-Submitted: ", "MIME-Version: ",
					   "Importance: ", "X-Priority: ", "Content-Type: ", "Content-Transfer-Encoding: ", " "};
	AUTO_BUF mail = BUF_INIT(MIB(8));
	bool is_head = true;

	notify_mail(message, "telex@example.org", to, 1, &mail);
	CHECK(buf_ok(&mail));
	for (const char *p = buf_str(&mail); *p;) {
		const char *end = strchr(p, '\n');
		bool is_known = false;

		CHECK(end && end > p && end[-1] == '\r' && end - p <= 78);
		for (const char *c = p; c < end - 1; c++)
			CHECK((*c >= ' ' && *c <= '~') || *c == '\t');
		if (end == p + 1)
			is_head = false;
		for (size_t i = 0; is_head && i < sizeof(ours) / sizeof(ours[0]); i++)
			is_known |= !strncmp(p, ours[i], strlen(ours[i]));
		CHECK(!is_head || is_known);
		p = end + 1;
	}
	CHECK(!is_head);
}

static void check_body(enum notify_template template, const struct notify_message *message)
{
	const struct notify_webhook webhook = {.url = "https://hooks.example.org/topic", .template = template};
	void *ctx = talloc_new(NULL);
	struct notify_request request = {0};
	json_t *json;

	CHECK(notify_webhook(ctx, &webhook, message, &request, NULL));
	json = json_loadb(request.body.data, request.body.len, 0, NULL);
	CHECK(json);
	json_decref(json);
	talloc_free(ctx);
}

static void check_markup(const struct notify_message *message)
{
	AUTO_BUF text = BUF_INIT(MIB(1));

	notify_markup(message, &text);
	CHECK(utf8_is_valid(buf_bytes(&text)));
	CHECK(!strpbrk(buf_str(&text), "<>\"\x1b\r"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *ctx = talloc_new(NULL);
	char *at = talloc_strndup(ctx, (const char *)data, size);
	struct notify_item item = {.id = 1, .at = WHEN_NONE, .json = "{}"}, items[3];
	struct notify_message message = {.key = "telex-0-1", .rule = "rule", .priority = "high", .items = items, .n_items = 1};

	item.title = next(&at);
	item.url = next(&at);
	item.outlet = next(&at);
	item.sentence = next(&at);
	for (int i = 0; i < 3; i++)
		items[i] = item;
	for (int round = 0; round < 2; round++, message.n_items = 3) {
		check_mail(&message);
		for (enum notify_template t = NOTIFY_JSON; t <= NOTIFY_NTFY; t++)
			check_body(t, &message);
		check_markup(&message);
	}
	message.n_items = 0;
	message.subject = item.title;
	message.text = at;
	message.html = item.sentence;
	message.json = "{}";
	check_mail(&message);
	check_body(NOTIFY_SLACK, &message);
	check_body(NOTIFY_DISCORD, &message);
	check_markup(&message);
	talloc_free(ctx);
	return 0;
}
