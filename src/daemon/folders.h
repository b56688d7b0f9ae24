/* folders.h: the folders of a file that is about to be made. */
#ifndef TELEX_DAEMON_FOLDERS_H
#define TELEX_DAEMON_FOLDERS_H

/* As mkdir -p of everything above path, for this user alone.  Says nothing of failures: who opens path will.
 */
void folders_make(const char *path);

#endif
