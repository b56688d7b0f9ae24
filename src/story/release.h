/* release.h: press releases by what stands in their texts. */
#ifndef STORY_RELEASE_H
#define STORY_RELEASE_H

#include "telex/story.h"

enum release_trait {
	RELEASE_NONE,
	RELEASE_IS_ONE,
	RELEASE_IS_CITED /* it begins with what a release or statement says, and says so */
};
enum release_trait release_look(const char *title, const char *body);

#endif
