# Telex: telexd and telex over one internal library.   make help   lists the targets.
#
# MODE picks a build: release (build/), san (build/san/: clang or gcc with ASan and UBSan), fuzz (build/fuzz/).

MODE    ?= release
PREFIX  ?= /usr/local
DESTDIR ?=
BINDIR  ?= $(PREFIX)/bin
MANDIR  ?= $(PREFIX)/share/man
DOCDIR  ?= $(PREFIX)/share/doc/telex
V       ?= 0
Q        = $(if $(filter 0,$(V)),@,)
VERSION := 1.0

# ---- the rooms: who may know whom (docs/ARCHITECTURE.md); check-layers reads the same rows --------------------------
MODULES     := base conf cmd query text feed story store rules report fetch notify
PROGRAMS    := daemon cli ui
DEPS_base   :=
DEPS_conf   := base text
DEPS_cmd    := base
DEPS_query  := base
DEPS_text   := base
DEPS_feed   := base text
DEPS_story  := base
DEPS_store  := base query feed story
DEPS_rules  := base store query
DEPS_report := base store query
DEPS_fetch  := base
DEPS_notify := base
DEPS_ui     := base conf cmd query text store rules report
DEPS_cli    := base conf cmd query text store feed rules report ui
DEPS_daemon := base conf cmd query text feed store rules report fetch notify

# ---- libraries, by pkg-config name, only for the modules that may use them ------------------------------------------
PKGS_base   := talloc libutf8proc
PKGS_text   := jansson
PKGS_feed   := libxml-2.0 jansson
PKGS_store  := sqlite3
PKGS_fetch  := libcurl
PKGS_rules  := jansson
PKGS_notify := libcurl
PKGS_daemon := jansson
PKGS_cli    := jansson
PKGS_ui     := ncursesw jansson
LIBS_telex   = $(shell pkg-config --libs talloc libutf8proc libxml-2.0 sqlite3 jansson ncursesw) -lm
LIBS_telexd  = $(shell pkg-config --libs talloc libutf8proc libxml-2.0 sqlite3 jansson libcurl) -lm
LIBS_test    = $(shell pkg-config --libs cmocka talloc libutf8proc libxml-2.0 sqlite3 jansson libcurl ncursesw) -lm

# ---- flags -----------------------------------------------------------------------------------------------------------
WARN := -Wall -Wextra -Wshadow -Wvla -Wformat=2 -Wimplicit-fallthrough -Wstrict-prototypes -Wmissing-prototypes \
	-Wpointer-arith -Wwrite-strings -Werror=format-security -Werror=implicit-function-declaration
# -U: some systems' compilers define it already; -fcf-protection is x86's
HARDEN := $(if $(filter x86_64 i%86,$(shell uname -m)),-fcf-protection) -fstack-protector-strong -fstack-clash-protection -fPIE -fno-plt \
	-fno-strict-aliasing -fno-delete-null-pointer-checks
LINK_HARDEN := -pie -Wl,-z,relro,-z,now,-z,noexecstack -Wl,--as-needed

ifeq ($(MODE),release)
OUT    := build
OPT    := -O2 -g -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3
else ifeq ($(MODE),san)
OUT    := build/san
CC     := $(if $(shell command -v clang),clang,gcc)
OPT    := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all -DTELEX_SANITIZED
LINK_HARDEN := -pie -fsanitize=address,undefined
else ifeq ($(MODE),fuzz)
OUT    := build/fuzz
CC     := clang
OPT    := -O1 -g -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -DTELEX_SANITIZED
LINK_HARDEN := -pie -fsanitize=fuzzer,address,undefined
else
$(error MODE is release, san or fuzz, not '$(MODE)')
endif
WERROR ?= 0
CFLAGS_ALL = -std=c11 -D_GNU_SOURCE -Iinclude -DTELEX_VERSION='"$(VERSION)"' $(WARN) $(if $(filter 1,$(WERROR)),-Werror) \
	$(HARDEN) $(OPT) $(CFLAGS)

# ---- objects -----------------------------------------------------------------------------------------------------------
src_of     = $(sort $(wildcard src/$(1)/*.c))
obj_of     = $(patsubst src/%.c,$(OUT)/obj/%.o,$(filter-out %/main.c,$(call src_of,$(1))))
archive_of = $(OUT)/lib/$(1).a
closure    = $(sort $(1) $(DEPS_$(1)) $(foreach d,$(DEPS_$(1)),$(DEPS_$(d)) $(foreach e,$(DEPS_$(d)),$(DEPS_$(e)))))

.PHONY: all run check demo install uninstall clean help man deps lint check-layers check-headers check-length bench fuzz suites
all: $(OUT)/telexd $(OUT)/telex man

define module_rules
$(call archive_of,$(1)): $(call obj_of,$(1))
	@mkdir -p $$(@D)
	$$(Q)rm -f $$@ && ar rcs $$@ $$^
$(OUT)/obj/$(1)/%.o: src/$(1)/%.c
	@mkdir -p $$(@D)
	@$(if $(filter 0,$(V)),echo "  CC $(if $(filter release,$(MODE)),,$(MODE) )$$<")
	$$(Q)$$(CC) $$(CFLAGS_ALL) $$(if $$(PKGS_$(1)),$$(shell pkg-config --cflags $$(PKGS_$(1)))) -MMD -MP -c -o $$@ $$<
endef
$(foreach m,$(MODULES) $(PROGRAMS),$(eval $(call module_rules,$(m))))

# The internal library: everything but the programs' own rooms.
$(OUT)/libtelex.a: $(foreach m,$(MODULES),$(call obj_of,$(m)))
	$(Q)rm -f $@ && ar rcs $@ $^

$(OUT)/telexd: $(OUT)/obj/daemon/main.o $(call obj_of,daemon) $(OUT)/libtelex.a
	@echo "  LD $@"
	$(Q)$(CC) $(OPT) $(LINK_HARDEN) $(LDFLAGS) -o $@ $^ $(LIBS_telexd)
$(OUT)/telex: $(OUT)/obj/cli/main.o $(call obj_of,cli) $(call obj_of,ui) $(OUT)/libtelex.a
	@echo "  LD $@"
	$(Q)$(CC) $(OPT) $(LINK_HARDEN) $(LDFLAGS) -o $@ $^ $(LIBS_telex)

# ---- manual pages: docs/man/NAME.SECTION.in with the tables put in --------------------------------------------------
MAN_PAGES := $(patsubst docs/man/%.in,%,$(wildcard docs/man/*.in))
MAN_TOOL  := build/docgen
man: $(if $(filter release,$(MODE)),$(MAN_PAGES:%=build/man/%))
build/man/%: docs/man/%.in $(MAN_TOOL)
	@mkdir -p $(@D)
	$(Q)$(MAN_TOOL) $< >$@.tmp && mv $@.tmp $@
$(MAN_TOOL): docs/man/docgen.c build/libtelex.a
	$(Q)$(CC) $(CFLAGS_ALL) $(LINK_HARDEN) -o $@ $< build/libtelex.a $(LIBS_telex)

# ---- the two commands -------------------------------------------------------------------------------------------------
run:
	@sh .make/deps.sh run
	@$(MAKE) --no-print-directory -j2 all
	@sh .make/run.sh build
demo:
	@sh .make/deps.sh run
	@$(MAKE) --no-print-directory -j2 all
	@sh .make/demo.sh build
check:
	@sh .make/deps.sh check
	@$(MAKE) --no-print-directory -j2 WERROR=1 all tests
	@$(MAKE) --no-print-directory -j2 WERROR=1 MODE=san all tests
	@$(MAKE) --no-print-directory lint
	@python3 tests/run.py build build/san

# ---- tests: tests/unit/test_MODULE[_part].c is linked with MODULE and what it may know --------------------------------
UNIT  := $(patsubst tests/unit/%.c,%,$(wildcard tests/unit/test_*.c))
HELPERS := $(patsubst tests/net/%.c,%,$(wildcard tests/net/*.c))
.PHONY: tests
tests: $(UNIT:%=$(OUT)/tests/%) $(OUT)/tests/ui_driver
module_of_test = $(word 2,$(subst _, ,$(1)))
define test_rules
$(OUT)/tests/$(1): tests/unit/$(1).c $(foreach m,$(call closure,$(call module_of_test,$(1))),$(call archive_of,$(m)))
	@mkdir -p $$(@D)
	@echo "  TEST $$@"
	$$(Q)$$(CC) $$(CFLAGS_ALL) -I. $$(shell pkg-config --cflags libxml-2.0) -MMD -MP $$(LINK_HARDEN) -o $$@ $$< \
		-Wl,--start-group $(foreach m,$(call closure,$(call module_of_test,$(1))),$(call archive_of,$(m))) -Wl,--end-group $$(LIBS_test)
endef
$(foreach t,$(UNIT),$(eval $(call test_rules,$(t))))
# The reader without a terminal: tests/ui/test_screens.sh runs it.
$(OUT)/tests/ui_driver: tests/ui/driver.c $(foreach m,$(call closure,ui),$(call archive_of,$(m)))
	@mkdir -p $(@D)
	@echo "  TEST $@"
	$(Q)$(CC) $(CFLAGS_ALL) -I. -MMD -MP $(LINK_HARDEN) -o $@ $< -Wl,--start-group $(filter %.a,$^) -Wl,--end-group $(LIBS_test)

lint: check-layers check-headers check-length
check-layers:
	@python3 tests/lint/layers.py Makefile
check-headers:
	@for h in include/telex/*.h; do \
		printf '#include "%s"\n' "$${h#include/}" | $(CC) -std=c11 -D_GNU_SOURCE -Iinclude -Wall -Wextra -Werror -xc -fsyntax-only - \
		|| { echo "$$h does not compile alone"; exit 1; }; done
check-length:
	@python3 tests/lint/length.py src

# ---- further ----------------------------------------------------------------------------------------------------------
suites: all
	@sh .ci/suites
BENCH := $(patsubst tests/bench/%.c,$(OUT)/bench/%,$(wildcard tests/bench/*.c))
bench: all $(BENCH)
	@sh tests/bench/run.sh build
$(OUT)/bench/%: tests/bench/%.c $(OUT)/libtelex.a
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS_ALL) -I. $(shell pkg-config --cflags libxml-2.0) $(LINK_HARDEN) -o $@ \
		$(filter %.c %.o,$^) $(filter %.a,$^) $(LIBS_test)
$(OUT)/bench/speed_parser: $(call obj_of,daemon)
$(OUT)/bench/speed_page: $(call obj_of,ui)
FUZZERS := $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
fuzz:
	@$(MAKE) --no-print-directory MODE=fuzz fuzzers
	@sh tests/fuzz/run.sh build/fuzz
.PHONY: fuzzers
fuzzers: $(FUZZERS:%=$(OUT)/%)
$(OUT)/fuzz_%: tests/fuzz/fuzz_%.c $(OUT)/libtelex.a
	@echo "  FUZZ $@"
	$(Q)$(CC) $(CFLAGS_ALL) $(shell pkg-config --cflags libxml-2.0) $(LINK_HARDEN) -o $@ $^ $(LIBS_test)

install: all
	install -d "$(DESTDIR)$(BINDIR)" "$(DESTDIR)$(MANDIR)/man1" "$(DESTDIR)$(MANDIR)/man5" "$(DESTDIR)$(MANDIR)/man7" \
		"$(DESTDIR)$(DOCDIR)" "$(DESTDIR)$(PREFIX)/share/bash-completion/completions" "$(DESTDIR)$(PREFIX)/share/zsh/site-functions"
	install -m 755 build/telexd build/telex "$(DESTDIR)$(BINDIR)"
	for p in $(MAN_PAGES); do install -m 644 build/man/$$p "$(DESTDIR)$(MANDIR)/man$${p##*.}/"; done
	install -m 644 README.md LICENSE config.example.ini $(wildcard docs/*.service docs/*.timer docs/*.md) "$(DESTDIR)$(DOCDIR)"
	build/telex completion bash >"$(DESTDIR)$(PREFIX)/share/bash-completion/completions/telex"
	build/telex completion zsh >"$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_telex"
uninstall:
	rm -f "$(DESTDIR)$(BINDIR)/telexd" "$(DESTDIR)$(BINDIR)/telex"
	for p in $(MAN_PAGES); do rm -f "$(DESTDIR)$(MANDIR)/man$${p##*.}/$$p"; done
	rm -rf "$(DESTDIR)$(DOCDIR)"
	rm -f "$(DESTDIR)$(PREFIX)/share/bash-completion/completions/telex" "$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_telex"
clean:
	rm -rf build
help:
	@echo "make            build/telexd, build/telex and the manual pages"
	@echo "make run        install what is missing, build, fetch the news, open the reader"
	@echo "make check      install what the tests need, build twice (release, sanitizers), run every test"
	@echo "make demo       the reader on feeds that come with the source, no network"
	@echo "make install    PREFIX=$(PREFIX) DESTDIR="
	@echo "make bench      the speed against its floors (decides nothing)"
	@echo "make fuzz       each fuzzer for a minute"
	@echo "make suites     score the conformance suites in ../shared/suites"
	@echo "make lint       layer rules, headers alone, function length"

-include $(shell find $(OUT)/obj $(OUT)/tests -name '*.d' 2>/dev/null)
