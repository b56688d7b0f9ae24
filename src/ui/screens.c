/* screens.c: the table of the screens that cover the panes, the topmost first. */
#include "screens.h"

static const struct screen *const screens[] = {&trial_screen, &inbox_screen, &rulebook_screen, &trend_screen, &digest_screen, &health_screen};
enum { N_SCREENS = sizeof(screens) / sizeof(screens[0]) };

const struct screen *screens_seen(const struct app *app)
{
	for (size_t i = 0; i < N_SCREENS; i++)
		if (screens[i]->is_seen(app))
			return screens[i];
	return NULL;
}

void screens_close(struct app *app)
{
	for (size_t i = 0; i < N_SCREENS; i++)
		screens[i]->close(app);
}
