package dev.defunct.benchmark;

import dev.defunct.lab.posix.Posix;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;

/**
 * The calls that a storm makes by the thousand, with nothing to convert: all arguments are numbers,
 * addresses among them. What they point to lies in memory that {@link #memory} gave, and is ours
 * until we drop it.
 */
public interface LibC {

    int WNOHANG = 1;
    int WEXITED = 4;
    int WNOWAIT = 0x1000000;

    /** For waitid, in bytes. */
    int SIZEOF_SIGINFO = 128;

    /** The C library, loaded once. */
    LibC C = load();

    int posix_spawn(
            long pid, long path, long actions, long attributes, long arguments, long environment);

    int waitpid(int pid, long status, int options);

    int waitid(int type, int id, long info, int options);

    int kill(int pid, int signal);

    int poll(long descriptors, long count, int millis);

    int close(int descriptor);

    /** For what the C library has no function for before version 2.36: the calls on pidfds. */
    long syscall(long number, long first, long second, long third, long fourth);

    private static LibC load() {
        Posix.get(); // or cannot play; and it has set how jnr-ffi makes its calls
        return LibraryLoader.create(LibC.class).load("c");
    }

    /** So many bytes, all 0, outside the heap: the garbage collector does not move them. */
    static Pointer memory(int bytes) {
        return Memory.allocateDirect(Runtime.getRuntime(C), bytes, true);
    }

    /** A text as C has it: its bytes, and a 0. */
    static Pointer text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Pointer pointer = memory(bytes.length + 1);
        pointer.put(0, bytes, 0, bytes.length);
        return pointer;
    }

    /** A list of texts as C has it: their addresses, and a 0. */
    record Texts(List<Pointer> texts, Pointer addresses) {
        static Texts of(List<String> list) {
            List<Pointer> texts = new ArrayList<>();
            Pointer addresses = memory(Long.BYTES * (list.size() + 1));
            for (String text : list) {
                Pointer pointer = text(text);
                addresses.putAddress((long) Long.BYTES * texts.size(), pointer.address());
                texts.add(pointer);
            }
            return new Texts(texts, addresses);
        }

        long address() {
            return addresses.address();
        }
    }
}
