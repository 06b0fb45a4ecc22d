"""The storm in CPython: storm.py STRATEGY, where STRATEGY is popen-wait, popen-handler or
spawn-handler. Understands the same orders as storm.c, and answers alike."""

import os
import select
import signal
import subprocess
import sys
import time

MOST_ALIVE = 64
EVERY = 16

lifeline = select.poll()
lifeline.register(0, 0)
started = 0
codes = []  # of those that have ended


def reap_all():
    try:
        while True:
            os.waitpid(-1, 0)
    except ChildProcessError:
        pass  # nobody is left


def check_lifeline():
    if lifeline.poll(0):  # whoever gave the orders is gone
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        reap_all()
        os._exit(1)


def next_command(plain, other):
    global started
    check_lifeline()
    started += 1
    return other if started % EVERY == 0 else plain


kept = []


def popen(command):
    """A Popen that nobody holds waits for its child when it is collected, and so takes the status
    from the handler: it is kept, and told that it has none to wait for."""
    kept.append(subprocess.Popen(command))
    kept[-1].returncode = 0


def posix_spawn(command):
    os.posix_spawn(command[0], command, os.environ)


def popen_wait(children, plain, other):
    while started < children:
        codes.append(subprocess.Popen(next_command(plain, other)).wait())


def wait_child(signum, frame):
    """The article's handler, mended: a loop, since one signal can stand for many children, and
    WNOHANG, so that it does not block. The next signal may interrupt it, so it counts nothing: to
    append is one step."""
    try:
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            codes.append(os.WEXITSTATUS(status) if os.WIFEXITED(status) else -1)
    except ChildProcessError:
        pass  # nobody is left


def nap():
    check_lifeline()
    time.sleep(0.0001)


def with_handler(spawn):
    def run(children, plain, other):
        while started < children:
            while started - len(codes) >= MOST_ALIVE:
                nap()
            spawn(next_command(plain, other))
        while len(codes) < children:
            nap()
        kept.clear()

    return run


strategy = {
    "popen-wait": popen_wait,
    "popen-handler": with_handler(popen),
    "spawn-handler": with_handler(posix_spawn),
}[sys.argv[1]]
signal.signal(signal.SIGINT, signal.SIG_DFL)
signal.pthread_sigmask(signal.SIG_SETMASK, [])
signal.signal(signal.SIGCHLD, signal.SIG_DFL if sys.argv[1] == "popen-wait" else wait_child)
print("ready", flush=True)
while True:
    order = os.read(0, 10000).decode().split()  # one line: the next comes when we have answered
    if not order:
        break
    started = 0
    codes.clear()
    strategy(int(order[0]), order[1].split(","), order[2].split(","))
    print(started, codes.count(0), codes.count(1), flush=True)
