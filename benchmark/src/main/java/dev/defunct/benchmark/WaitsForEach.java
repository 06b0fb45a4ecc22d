package dev.defunct.benchmark;

import jnr.ffi.Pointer;

/** 1.2: start one, wait for it, start the next. */
final class WaitsForEach implements Strategy {
    @Override
    public void run(Children children) {
        Pointer status = LibC.memory(Integer.BYTES);
        while (children.areMore()) {
            int pid = children.spawn();
            LibC.C.waitpid(pid, status.address(), 0);
            children.ended(status.getInt(0));
        }
    }
}
