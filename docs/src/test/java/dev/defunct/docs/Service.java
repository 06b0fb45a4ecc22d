package dev.defunct.docs;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;

/** A service that starts no process. It ends when its input ends. */
final class Service {

    /**
     * @param args up: the service answers every HTTP request at port 9200; down: it does not listen
     */
    public static void main(String[] args) throws IOException {
        if (args[0].equals("up")) {
            HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 9200), 0);
            server.createContext(
                    "/",
                    exchange -> {
                        exchange.sendResponseHeaders(204, -1); // no content
                        exchange.close();
                    });
            server.start();
        }
        while (System.in.read() >= 0) {} // until the test ends
        System.exit(0);
    }
}
