# Builds Meanwhile with javac and jar; Maven only fetches the libraries, once.
# Needs make, a JDK 21 or newer (.make/find-jdk finds it) and, the first time, Maven and a network.

VERSION := 0.1.0

# Each library by its Maven coordinates, and the SHA-256 its jar must have.
GSON    := com.google.code.gson:gson:2.15.0
JUNIT   := org.junit.platform:junit-platform-console-standalone:6.1.3
ASSERTJ := org.assertj:assertj-core:3.27.7
H2      := com.h2database:h2:2.5.252
SHA256_gson := 96d3dd843dc2911de01cdabcd50064cb9e860353102a0a78c96fd833d396fc7d
SHA256_junit-platform-console-standalone := e62b96ac475dbcde8599ea905d088f65d90778f86e259b856a49fa5c4ea256ec
SHA256_assertj-core := c4a445426c3c2861666863b842cc4ec7bbb1c4226fefd370b6d2fe83d6c4ff0f
SHA256_h2 := 90b11dc413da82070ef15fc943282c1408e6ffd34fa68998335fea8603b5ff20

MVN  ?= mvn
COPY := org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy
ARGS ?=
ONLY ?= .*

# Looked for when a recipe first needs it, so that help and clean work without a JDK.
JDK = $(eval JDK := $$(shell sh .make/find-jdk))$(or $(JDK),$(error no JDK 21 or newer (with javac) in JAVA_HOME, on the PATH \
	or where JDKs are installed: install one or set JAVA_HOME))
JAVA  = "$(JDK)/bin/java"
JAVAC = "$(JDK)/bin/javac"

artifact = $(word 2,$(subst :, ,$1))
version  = $(word 3,$(subst :, ,$1))
jar-of   = build/lib/$(call artifact,$1)-$(call version,$1).jar
GSON_JAR  := $(call jar-of,$(GSON))
TEST_JARS := $(call jar-of,$(JUNIT)) $(call jar-of,$(ASSERTJ)) $(call jar-of,$(H2))

JAR     := build/meanwhile.jar
PROGRAM := build/meanwhile
CLASSES := build/classes.stamp
TESTS   := build/test-classes.stamp
BENCH   := build/bench-classes.stamp

empty :=
space := $(empty) $(empty)
CLASS_PATH      := build/classes:$(GSON_JAR)
TEST_CLASS_PATH := $(subst $(space),:,build/test-classes $(CLASS_PATH) $(TEST_JARS))

# classfile: the libraries' classes carry annotations whose own classes are in no jar of ours.
# stringConcat: else the first use of each + between strings makes a class at run time, and a server's start has many.
JAVAC_FLAGS := --release 21 -encoding UTF-8 -parameters -proc:none -XDstringConcat=inline -Xlint:all,-classfile -Werror
# Gson is compiled against as a part of our own module, because that is where the jar puts it.
MAIN_FLAGS  := $(JAVAC_FLAGS) --patch-module dev.meanwhile=$(GSON_JAR)
# Every public word of the two exported packages is documented ...
DOCUMENTED  := -Xdoclint:all/protected -Xdoclint/package:dev.meanwhile,dev.meanwhile.job
# ... and what is documented elsewhere is documented right.
WELL_FORMED := -Xdoclint:all,-missing

.PHONY: help run jar test lint bench crash clean FORCE
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# Two Mavens at once would write the same local repository.
.NOTPARALLEL:

help: ## this list
	@echo "Meanwhile $(VERSION): make <target>"
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/\1@\2/p' Makefile | while IFS=@ read -r target text; do printf '  %-7s %s\n' "$$target" "$$text"; done

run: $(PROGRAM) ## build and start the server; ARGS="..." are the program's
	@JAVA_HOME="$(JDK)" exec $(PROGRAM) $(ARGS)

jar: $(JAR) $(PROGRAM) ## build/meanwhile.jar: all there is at run time; build/meanwhile: it with a launcher in front

test: $(JAR) $(PROGRAM) $(TESTS) ## run the tests; ONLY='dev.meanwhile.engine.*' or ONLY=JournalTest runs some (a regular expression)
	@rm -rf build/test-reports
	@$(JAVA) -ea -Dmeanwhile.jar="$$PWD/$(JAR)" -Dmeanwhile.program="$$PWD/$(PROGRAM)" -Dmeanwhile.java=$(JAVA) -cp $(TEST_CLASS_PATH) \
		org.junit.platform.console.ConsoleLauncher execute --scan-class-path=build/test-classes --include-classname='.*($(ONLY)).*' \
		--fail-if-no-tests --disable-banner --disable-ansi-colors --details=tree --reports-dir=build/test-reports \
		--config=junit.jupiter.execution.timeout.default=120s

lint: $(CLASSES) ## check sources, documentation comments and scripts: one line for each check
	@echo "PASS javac -Xlint:all, doclint of the exported packages"
	@rm -rf build/lint && sh .make/lint $(JAVAC) $(MAIN_FLAGS) $(WELL_FORMED) -d build/lint @build/src.list

bench: $(JAR) $(PROGRAM) $(BENCH) ## run the benchmarks; ARGS="..." are theirs
	@$(JAVA) -Dmeanwhile.jar="$$PWD/$(JAR)" -Dmeanwhile.program="$$PWD/$(PROGRAM)" -Dmeanwhile.java=$(JAVA) \
		-cp build/bench-classes:$(CLASS_PATH) bench.Bench $(ARGS)

crash: $(JAR) $(TESTS) ## kill the server over and over and count the jobs it loses; ARGS="--kills 500 --seed 17" are its own
	@$(JAVA) -ea -Dmeanwhile.jar="$$PWD/$(JAR)" -Dmeanwhile.java=$(JAVA) -cp $(TEST_CLASS_PATH) crash.Crash $(ARGS)

clean: ## delete build/
	rm -rf build

# $(call copy-resources,from,to): all but the sources; bench is a world of its own.
copy-resources = (cd $1 && find . -path ./bench -prune -o -type f ! -name '*.java' -print) | while IFS= read -r file; do \
	mkdir -p "$2/$$(dirname "$$file")" && cp "$1/$$file" "$2/$$file" || exit 1; done

# A list is rewritten only when a file came or went: a deleted source leads to a rebuild, an unchanged tree to none.
list = @mkdir -p build; find $1 | LC_ALL=C sort > $@.new; if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi
build/src.list: FORCE
	$(call list,src -name '*.java')
build/resources.list: FORCE
	$(call list,src -type f ! -name '*.java')
build/test.list: FORCE
	$(call list,test -path test/bench -prune -o -name '*.java' -print)
build/test-resources.list: FORCE
	$(call list,test -path test/bench -prune -o -type f ! -name '*.java' -print)
build/bench.list: FORCE
	$(call list,test -path 'test/bench/*.java')

$(CLASSES): $(shell find src -type f) build/src.list build/resources.list $(GSON_JAR) Makefile
	@rm -rf build/classes
	@echo "compiling src"
	@$(JAVAC) $(MAIN_FLAGS) $(DOCUMENTED) -d build/classes @build/src.list
	@$(call copy-resources,src,build/classes)
	@touch $@

$(TESTS): $(shell find test -path test/bench -prune -o -type f -print) build/test.list build/test-resources.list $(CLASSES) $(TEST_JARS)
	@rm -rf build/test-classes && mkdir -p build/test-classes
	@echo "compiling test"
	@$(JAVAC) $(JAVAC_FLAGS) -cp $(TEST_CLASS_PATH) -d build/test-classes @build/test.list
	@$(call copy-resources,test,build/test-classes)
	@touch $@

$(BENCH): $(shell find test/bench -type f 2>/dev/null) build/bench.list $(CLASSES)
	@[ -s build/bench.list ] || { echo "no benchmarks in test/bench" >&2; exit 1; }
	@rm -rf build/bench-classes
	@$(JAVAC) $(JAVAC_FLAGS) -cp $(CLASS_PATH) -d build/bench-classes @build/bench.list
	@touch $@

# The same sources give the same bytes: entries in order, one date for all.
$(JAR): $(CLASSES) LICENSE
	@rm -rf build/jar && mkdir -p build/jar/META-INF/licenses
	@cp -R build/classes/. build/jar
	@cd build/jar && "$(JDK)/bin/jar" --extract --file=../../$(GSON_JAR) com
	@cp LICENSE build/jar/META-INF/LICENSE
	@sed 's/Copyright .* Meanwhile contributors/Copyright [yyyy] [name of copyright owner]/' LICENSE > build/jar/META-INF/licenses/gson.txt
	@echo 'This product includes Gson $(call version,$(GSON)), Copyright 2008 Google Inc., under the Apache License 2.0 (licenses/gson.txt).' \
		> build/jar/META-INF/NOTICE
	@printf '%s\n' 'Implementation-Title: Meanwhile' 'Implementation-Version: $(VERSION)' 'Created-By: make' > build/manifest
	@cd build/jar && find * -type f | LC_ALL=C sort > ../jar.list
	@cd build/jar && "$(JDK)/bin/jar" --create --file=../meanwhile.jar --manifest=../manifest --main-class=dev.meanwhile.cli.Main \
		--module-version=$(VERSION) --date=2026-01-01T00:00:00Z @../jar.list
	@echo "built $@"

# A jar may have anything in front, and java, javac and unzip still read it; but what reads it as a stream finds nothing in
# it. So the program is a file of its own.
$(PROGRAM): .make/launcher $(JAR)
	@cat .make/launcher $(JAR) > $@ && chmod +x $@
	@echo "built $@"

# $(call library,coordinates): a jar that is there already is only checked.
define library
$(call jar-of,$1): Makefile
	@mkdir -p build/lib
	@[ -f $$@ ] || { echo "fetching $1"; said=$$$$(JAVA_HOME="$$(JDK)" $(MVN) -q -B $(COPY) -Dartifact=$1 -DoutputDirectory=build/lib 2>&1); } \
		|| { printf '%s\n' "$$$$said" "could not fetch $1 with $(MVN)" >&2; exit 1; }
	@actual=$$$$({ sha256sum $$@ || shasum -a 256 $$@; } 2>/dev/null | cut -d ' ' -f 1); \
		[ "$$$$actual" = "$(SHA256_$(call artifact,$1))" ] || { rm -f $$@; \
		echo "$$@: expected SHA-256 $(SHA256_$(call artifact,$1)), actual $$$$actual; deleted" >&2; exit 1; }
	@touch $$@
endef
$(foreach coordinates,$(GSON) $(JUNIT) $(ASSERTJ) $(H2),$(eval $(call library,$(coordinates))))
