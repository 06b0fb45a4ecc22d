package dev.defunct.benchmark;

import dev.defunct.lab.posix.Posix;
import java.util.ArrayList;
import java.util.List;
import jnr.ffi.Pointer;

/** Waits for the exit of some processes, by a pidfd for each (pidfd_open(2)). Linux only. */
final class Pidfds {

    private static final long PIDFD_OPEN = 434; // Linux 5.3: pidfd_open(2)
    private static final int POLLIN = 1;
    private static final int SIZEOF_POLLFD = 8; // int fd, short events, short revents
    private static final int MOST = 4096;

    private final Pointer polled = Posix.memory(SIZEOF_POLLFD * MOST);
    private final List<Integer> running = new ArrayList<>();

    /**
     * Adds a process, whose exit is then reported. Returns false if the process is gone, if there
     * is no room for another, or if pidfd_open does not work.
     */
    boolean add(long pid) {
        int pidfd =
                running.size() < MOST ? (int) Posix.libc().syscall(PIDFD_OPEN, pid, 0, 0, 0) : -1;
        return pidfd >= 0 && running.add(pidfd);
    }

    /** Whether pidfd_open works: an old kernel does not have it, and seccomp can deny it. */
    static boolean areAvailable() {
        Pidfds self = new Pidfds();
        boolean isAdded = self.add(ProcessHandle.current().pid());
        self.close();
        return isAdded;
    }

    /** How many processes have not exited. */
    int size() {
        return running.size();
    }

    /**
     * Waits until a process exits, and returns the pidfds of all processes that have exited. The
     * caller closes these pidfds.
     *
     * @param millis how long to wait at most; -1 for no limit
     */
    List<Integer> awaitExits(int millis) {
        for (int i = 0; i < running.size(); i++) {
            polled.putInt((long) SIZEOF_POLLFD * i, running.get(i));
            polled.putInt((long) SIZEOF_POLLFD * i + 4, POLLIN); // and 0 for revents
        }
        List<Integer> exited = new ArrayList<>();
        if (Posix.libc().poll(polled, running.size(), millis) > 0) {
            for (int i = 0; i < running.size(); i++) {
                if (polled.getShort((long) SIZEOF_POLLFD * i + 6) != 0) {
                    exited.add(running.get(i));
                }
            }
            running.removeAll(exited);
        }
        return exited;
    }

    /** Closes the pidfds of the processes that have not exited. */
    void close() {
        running.forEach(Posix.get()::close);
    }
}
