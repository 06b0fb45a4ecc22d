# shellcheck shell=sh disable=SC2046,SC2086,SC2154,SC3013
# A part of ./play, for when anything may be missing or stale: checks java, builds, makes the class data archive, and
# sets real_java, class_path and archive. It uses what ./play has set: fail, java, build and built.

say() { printf './play: %s\n' "$*" >&2; }

# Runs a command, which a signal to this shell alone ends, too.
run() { # COMMAND...
    "$@" </dev/null &
    trap 'end_job; exit 129' HUP
    trap 'end_job; exit 130' INT
    trap 'end_job; exit 143' TERM
    wait $!
    set -- $?
    trap - HUP INT TERM
    return $1
}
end_job() {
    kill $!
    wait $!
}

check_java() {
    get_a_jdk='install a JDK, 17 or newer, or set JAVA_HOME to one'
    [ -x "$java" ] || fail "no Java found${JAVA_HOME:+ in JAVA_HOME=$JAVA_HOME}: $get_a_jdk"
    real_java=$(readlink -f -- "$java")
    home=${real_java%/bin/java}
    [ -z "${JAVA_HOME:-}" ] || home=${java%/bin/java}
    # The release file, if there is one, tells the version without starting it.
    version=$(sed -n 's/^JAVA_VERSION="\(.*\)"/\1/p' "$home/release" 2>/dev/null)
    if [ -z "$version" ]; then
        settings=$("$java" -XshowSettings:properties -version 2>&1 </dev/null)
        version=$(printf '%s\n' "$settings" | sed -n 's/.* version "\(.*\)".*/\1/p')
        settings=$(printf '%s\n' "$settings" | sed -n 's/^ *java\.home = //p')
        [ -n "${JAVA_HOME:-}" ] || home=${settings:-$home}
    fi
    case $version in
    '') fail "$java does not run, or does not print its version: $get_a_jdk" ;;
    1.* | 9* | 1[0-6] | 1[0-6][!0-9]*) fail "Java $version in $home is too old: $get_a_jdk" ;;
    esac
}

check_compiler_and_maven() {
    [ -x "$home/bin/javac" ] ||
        fail "Java $version in $home has no compiler (javac), which the build needs: $get_a_jdk"
    mvn=$(command -v mvn) ||
        fail "mvn is not on PATH, and the build needs Maven, 3.8 or newer: install it (package maven)"
    maven=$(JAVA_HOME=$home mvn -v </dev/null 2>&1 | sed -n 's/.*Apache Maven \([0-9][0-9.]*\).*/\1/p')
    case $maven in
    '') fail "$mvn does not run, or does not print its version: install Maven, 3.8 or newer (package maven)" ;;
    [0-2].* | 3.[0-7] | 3.[0-7].*) fail "Maven $maven ($mvn) is too old: install 3.8 or newer" ;;
    esac
}

# Sets state: fresh, stale if a source of these modules is newer than their jars, or missing.
examine() { # MODULE...
    state=fresh oldest=$1/target/$1.jar libraries=none needed=''
    for module; do
        jar=$module/target/$module.jar
        needed="$needed $jar"
        [ "$jar" -nt "$oldest" ] || oldest=$jar
        [ -e "$started" ] && [ "$jar" -nt "$started" ] && state=stale # its time is in the future
    done
    [ -f process-lab/target/lib/list ] && read -r libraries <process-lab/target/lib/list
    for jar in $libraries; do
        needed="$needed process-lab/target/lib/$jar"
    done
    for jar in $needed; do
        [ -s "$jar" ] || state=missing
    done
    # A jar ends with a list of its content, whose mark is missing if the jar is cut short.
    [ -z "$(LC_ALL=C grep -LF "$(printf 'PK\005\006')" $needed "$1"/target/lib/*.jar 2>/dev/null)" ] ||
        state=missing
    [ -e "$1/target/building" ] && state=missing # a build was interrupted, or has failed
    [ $state = missing ] ||
        [ -z "$(find $(sources_of "$@") -newer "$oldest" 2>/dev/null)" ] || state=stale
}
sources_of() { # MODULE...
    echo pom.xml
    for module; do
        echo "$module/pom.xml" "$module/src/main"
    done
    [ "$1" = process-lab ] || echo "$1/src" process-lab/src # tests are what the workshop is for
}

# Builds from clean folders, so that nothing of an interrupted build is left in them.
build() { # MODULE...
    check_compiler_and_maven
    { mkdir -p "$1/target" && touch "$1/target/building"; } 2>/dev/null ||
        fail "cannot write $PWD/$1/target: is the disk full?"
    [ -t 2 ] && say "building, once; this can take a minute ..."
    for module; do
        rm -rf "$module/target/lib" "$module"/target/*classes "$module/target/$module.jar"
    done
    if [ "$1" = process-lab ]; then
        options=-Dplay
    else # other plays may be using the lab's jar: keep it, and make only that of its tests
        rm -rf process-lab/target/test-classes
        options='-DskipTests -Dmaven.jar.forceCreation=false -am'
    fi
    log=target/build.log
    if run env "JAVA_HOME=$home" mvn -q -B $options -pl "$(echo "$@" | tr ' ' ,)" package >$log 2>&1; then
        rm -f "$1/target/building" $log
        return
    fi
    if ! echo >>$log 2>/dev/null || grep -q 'No space left on device' $log; then
        fail "the build failed, because a disk is full: free some space for $PWD and for Maven's local repository"
    elif grep -q -e 'Could not transfer ' -e ' in offline mode' -e ' previous attempt' $log; then
        fail "Maven cannot download $(sed -n 's/.* artifact \([^ ]*:[^ ]*\).*/\1/p' $log | head -n 1):" \
            "run ./play --version once with a network, which fills Maven's local repository; Maven's log is $PWD/$log"
    fi
    grep -m 3 ERROR $log >&2
    fail "the build failed; all that Maven printed is in $PWD/$log"
}

# Sets class_path. It begins with jars, which is what the archive is of.
set_class_path() {
    jars=''
    for module in $sections; do
        jars="$jars $module/target/$module.jar"
    done
    read -r libraries <process-lab/target/lib/list
    for jar in $libraries; do
        jars="$jars process-lab/target/lib/$jar"
    done
    class_path=$(join $jars ${extra:+"$extra/target/$extra.jar" "$extra"/target/lib/*.jar})
}
join() { # JAR...
    echo "$@" | tr ' ' :
}

# A JVM ignores the archive of other jars, but crashes if the archive ends too soon, as after an interrupted copy.
archive_is_current() {
    [ -z "$(find "$archive" $jars -cnewer "$archive.made" 2>&1)" ]
}
make_archive() {
    mkdir -p "${archive%/*}" && rm -f "$archive" "$archive".* || return
    run "$java" -cp "$(join $jars)" dev.defunct.lab.cli.ClassDataArchive "$archive" >/dev/null 2>&1
    touch -a "$archive" # empty, if this JVM cannot make one
    touch "$archive.made"
}

# Whether all is built, and the archive made, if there is to be one.
is_complete() {
    for modules in "$sections" $extra; do
        examine $modules
        [ $state = fresh ] || return
    done
    set_class_path
    archive_is_current
}

make_complete() {
    # The lock is on this folder, which is never deleted. Maven inherits it, and may outlive this shell.
    exec 9<.
    if command -v flock >/dev/null && ! flock -n 9; then
        say "waiting for another ./play, which is building ..."
        run flock 9
    fi
    touch "$started" 2>/dev/null
    for modules in "$sections" $extra; do
        examine $modules
        [ $state = fresh ] || build $modules
    done
    set_class_path
    archive_is_current || make_archive 2>/dev/null
    exec 9<&-
}

bring_up_to_date() {
    started=$built.$$ # a file of this time
    { mkdir -p "${built%/*}" && rm -f "$built".* && touch "$started"; } 2>/dev/null
    is_complete || make_complete
    sources="$(sources_of $sections) ${extra:+$(sources_of $extra)}"
    if [ -z "$(find $sources -cnewer "$started" 2>&1)" ]; then # no source has changed meanwhile
        printf '%s\n' "$real_java" "$class_path" >"$started"
        for module in $sections $extra; do
            sources="$sources $module/target/$module.jar"
        done
        echo $sources process-lab/target/lib ${extra:+"$extra/target/lib"} "$archive" >>"$started"
        printf '%s\n' "$PWD" >>"$started"
        mv -f "$started" "$built"
    fi
}

command -v sed >/dev/null || fail "sed is not on PATH=$PATH"
printf '%s\n' "$PWD" | LC_ALL=C.UTF-8 grep -axqv '.*' &&
    fail "Java cannot use this folder; its name is not UTF-8: $PWD"
case $PWD/ in *!/*) fail "Java cannot load a library from this folder; '!' ends a name: $PWD" ;; esac
check_java
archive=target/play$real_java.jsa
sections=$(sed -nE 's#^ *<module>(process-lab|(scenario|strategy)-.*)</module>.*#\1#p' pom.xml)
extra=
started=
[ "$build" = sections ] || extra=$build
if mkdir -p target 2>/dev/null && [ -w target ]; then
    bring_up_to_date
else
    for modules in "$sections" $extra; do
        examine $modules
        [ $state != missing ] ||
            fail "$PWD is not built, and you cannot write there: run ./play there once as a user who can"
        [ $state != stale ] ||
            say "a source is newer than the build, and $PWD cannot be written: playing the build as it is"
    done
    set_class_path
    archive_is_current || archive=
fi
