package dev.defunct.exercises;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/**
 * A service that answers requests for its health, as Elasticsearch and OpenSearch do. It prints
 * each request. Requests to a second port make the service stop answering, answer 503, or let
 * requests wait.
 */
public final class SearchService {

    static final String READY = "ready";
    static final String ASKED = "asked for ";
    static final String WAITS = "a request waits";
    static final int CONTROL = 9201;

    private static final int PORT = 9200;

    private HttpServer service;
    private volatile CountDownLatch answers = new CountDownLatch(0);
    private volatile boolean isUnavailable;

    /** Serves until its standard input ends, which happens when the engine's command exits. */
    public static void main(String[] args) throws IOException {
        SearchService search = new SearchService();
        search.obey("/up");
        HttpServer control = HttpServer.create(new InetSocketAddress(CONTROL), 0);
        control.createContext(
                "/",
                request -> {
                    search.obey(request.getRequestURI().getPath());
                    request.sendResponseHeaders(200, -1);
                    request.close();
                });
        control.start();
        System.out.println(READY);
        System.in.transferTo(OutputStream.nullOutputStream());
        System.exit(0);
    }

    private void obey(String path) throws IOException {
        answers.countDown();
        isUnavailable = path.equals("/unavailable");
        switch (path) {
            case "/up", "/unavailable" -> open();
            case "/down" -> close();
            case "/hang" -> answers = new CountDownLatch(1);
            default -> throw new IllegalArgumentException(path);
        }
    }

    private void open() throws IOException {
        if (service == null) {
            service = HttpServer.create(new InetSocketAddress(PORT), 0);
            service.createContext("/_cluster/health", this::answer);
            service.setExecutor(Executors.newCachedThreadPool());
            service.start();
        }
    }

    private void close() {
        if (service != null) {
            service.stop(0);
            service = null;
        }
    }

    private void answer(HttpExchange request) throws IOException {
        System.out.println(ASKED + request.getRequestURI());
        CountDownLatch answer = answers;
        if (answer.getCount() > 0) {
            System.out.println(WAITS);
        }
        try {
            answer.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts us", e);
        }
        int status = isUnavailable ? 503 : isUnderstood(request) ? 200 : 400;
        request.sendResponseHeaders(status, -1);
        request.close();
    }

    private static boolean isUnderstood(HttpExchange request) {
        return Stream.of(request.getRequestURI().getRawQuery().split("&"))
                .allMatch(word -> word.matches("wait_for_status=\\w+|timeout=\\w+"));
    }
}
