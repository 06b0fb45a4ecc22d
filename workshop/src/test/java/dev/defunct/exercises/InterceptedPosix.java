package dev.defunct.exercises;

import dev.defunct.lab.posix.Posix;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/** Lets a test intercept the calls of a native library that {@link Posix} has loaded. */
final class InterceptedPosix {

    /** A call of the native library. */
    interface NativeCall {
        Object make() throws Throwable;
    }

    /** Makes a call of this method, and does something before or after it. */
    interface Interceptor {
        Object intercept(Method method, NativeCall call) throws Throwable;
    }

    private InterceptedPosix() {}

    /**
     * Intercepts all calls from now on.
     *
     * @param field the field of Posix with the library
     * @param type the type of that field
     */
    static <T> void install(String field, Class<T> type, T library, Interceptor interceptor)
            throws ReflectiveOperationException {
        Object proxy =
                Proxy.newProxyInstance(
                        InterceptedPosix.class.getClassLoader(),
                        new Class<?>[] {type},
                        (self, method, arguments) ->
                                interceptor.intercept(
                                        method, () -> call(library, method, arguments)));
        Field place = Posix.class.getDeclaredField(field);
        place.setAccessible(true);
        place.set(null, proxy);
    }

    private static Object call(Object library, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(library, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
