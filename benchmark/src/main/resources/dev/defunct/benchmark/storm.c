/* The storm in C: ./storm STRATEGY, where STRATEGY is wait-each, sig-ign or handler. Says "ready".
   Then reads orders from standard input: lines "NUMBER COMMAND OTHER-COMMAND", the words of a
   command with commas between them. Runs NUMBER children, every 16th of them the other command, at
   most 64 alive at once, and answers "STARTED ENDED-WITH-0 ENDED-WITH-1". Ends with its input. */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST_ALIVE = 64, EVERY = 16, MOST_WORDS = 8 };

extern char **environ;
static char *plain[MOST_WORDS + 1], *other[MOST_WORDS + 1];
static int started;
static volatile sig_atomic_t ended, ended_with[256];

static void reap_all(void) {
    while (waitpid(-1, NULL, 0) > 0 || errno == EINTR)
        ; /* blocks until all are gone, and then says ECHILD */
}

static int spawn(void) {
    struct pollfd lifeline = {0, 0, 0};
    if (poll(&lifeline, 1, 0) > 0) { /* whoever gave the orders is gone */
        reap_all();
        exit(1);
    }
    char **argv = ++started % EVERY == 0 ? other : plain;
    pid_t pid;
    int error = posix_spawn(&pid, argv[0], NULL, NULL, argv, environ);
    if (error != 0) {
        fprintf(stderr, "a child cannot be started: %s\n", strerror(error));
        reap_all();
        exit(1);
    }
    return pid;
}

static void count(int status) {
    ended++;
    ended_with[WIFEXITED(status) ? WEXITSTATUS(status) : 255]++;
}

static void wait_each(int children) {
    while (started < children) {
        int status;
        waitpid(spawn(), &status, 0);
        count(status);
    }
}

static void sig_ign(int children) {
    int alive[MOST_ALIVE] = {0};
    struct timespec tenth = {0, 100000};
    for (int i = 0; started < children; i = (i + 1) % MOST_ALIVE) {
        while (alive[i] > 0 && kill(alive[i], 0) == 0)
            nanosleep(&tenth, NULL);
        alive[i] = spawn();
    }
    reap_all();
}

static void on_sigchld(int signal) {
    int status, saved = errno;
    while (waitpid(-1, &status, WNOHANG) > 0)
        count(status);
    errno = saved;
}

static void wait_until_ended(int number) { /* sleeps without missing a signal: sigsuspend(2) */
    sigset_t chld, before;
    sigemptyset(&chld);
    sigaddset(&chld, SIGCHLD);
    sigprocmask(SIG_BLOCK, &chld, &before);
    while (ended < number)
        sigsuspend(&before);
    sigprocmask(SIG_SETMASK, &before, NULL);
}

static void handler(int children) {
    while (started < children) {
        if (started - ended >= MOST_ALIVE)
            wait_until_ended(started - MOST_ALIVE + 1);
        spawn();
    }
    wait_until_ended(children);
}

static void words(char *command, char **argv) {
    int i = 0;
    for (char *word = strtok(command, ","); word && i < MOST_WORDS; word = strtok(NULL, ","))
        argv[i++] = word;
    argv[i] = NULL;
}

int main(int argc, char **argv) {
    static char plain_words[4096], other_words[4096];
    const char *strategy = argc > 1 ? argv[1] : "";
    int children;
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGCHLD, strcmp(strategy, "sig-ign") == 0   ? SIG_IGN
                    : strcmp(strategy, "handler") == 0 ? on_sigchld
                                                       : SIG_DFL);
    puts("ready");
    fflush(stdout);
    while (scanf("%d %4095s %4095s", &children, plain_words, other_words) == 3) {
        words(plain_words, plain);
        words(other_words, other);
        started = ended = ended_with[0] = ended_with[1] = 0;
        if (strcmp(strategy, "wait-each") == 0)
            wait_each(children);
        else if (strcmp(strategy, "sig-ign") == 0)
            sig_ign(children);
        else
            handler(children);
        printf("%d %d %d\n", started, (int)ended_with[0], (int)ended_with[1]);
        fflush(stdout);
    }
    return 0;
}
