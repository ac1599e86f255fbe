package dev.meanwhile.http;

import com.google.gson.JsonObject;
import dev.meanwhile.event.EventLog;
import dev.meanwhile.job.JobType;
import dev.meanwhile.job.TestWork;
import dev.meanwhile.job.TypeOptions;
import dev.meanwhile.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A whole server on a free port, and requests to it as they stand on the wire. */
final class TestServer implements AutoCloseable {

    final Server server;

    TestServer() throws IOException {
        this(ServerSettings.DEFAULT);
    }

    TestServer(ServerSettings settings) throws IOException {
        this(settings, EventLog.NONE, EventRoutes.Pace.DEFAULT);
    }

    TestServer(ServerSettings settings, EventLog log, EventRoutes.Pace pace) throws IOException {
        server = new Server(settings.withListen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)), log, pace);
    }

    TestServer type(String name, TestWork.Body body) {
        return type(name, TypeOptions.DEFAULT, body);
    }

    TestServer type(String name, TypeOptions options, TestWork.Body body) {
        server.type(new JobType(name, new TestWork(body), options));
        return this;
    }

    TestServer start() throws IOException {
        server.start();
        return this;
    }

    /** Sends a request without a body; {@code headers} are whole lines. */
    RawHttp.Response send(String method, String path, String... headers) throws IOException {
        return RawHttp.exchange(server.address(), head(method, path, headers) + "\r\n");
    }

    RawHttp.Response get(String path, String... headers) throws IOException {
        return send("GET", path, headers);
    }

    /** Sends a POST with a JSON body. */
    RawHttp.Response post(String path, String json, String... headers) throws IOException {
        return json("POST", path, json, headers);
    }

    /** Sends a request with a JSON body. */
    RawHttp.Response json(String method, String path, String json, String... headers) throws IOException {
        return RawHttp.exchange(server.address(), head(method, path, headers) + "Content-Type: application/json\r\nContent-Length: "
                + json.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + json);
    }

    private static String head(String method, String path, String... headers) {
        var head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return head.toString();
    }

    static JsonObject json(RawHttp.Response response) {
        return Json.parse(response.body()).getAsJsonObject();
    }

    @Override
    public void close() {
        server.stop(Duration.ZERO);
    }
}
