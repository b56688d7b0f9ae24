/* browser.h: what starts a browser: $BROWSER and an address as a program's arguments; pure, nothing is
 * started. */
#ifndef TELEX_BROWSER_H
#define TELEX_BROWSER_H

#include "telex/mem.h"

/* The first of the commands in *browser, which moves on behind it: commands apart by colons, their words by
 * blanks, no quoting, never a shell.  The address takes the place of each "%s", in the middle of a word too;
 * without one it comes last.  Control characters, blanks, what is invisible or turns the direction of
 * writing, and bytes that are not UTF-8 go into it percent-encoded.  A talloc object of ctx, its strings
 * children of it; NULL when no command is left. */
char **browser_argv(void *ctx, const char **browser, const char *url);

#endif
