package examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meanwhile.JobHandle;
import dev.meanwhile.Meanwhile;
import dev.meanwhile.http.RawHttp;
import dev.meanwhile.job.JobState;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExamplesTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    private static RawHttp.Response post(Meanwhile app, String path, String json) throws IOException {
        return RawHttp.exchange(new InetSocketAddress(InetAddress.getLoopbackAddress(), app.uri().getPort()), "POST " + path
                + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: " + json.length()
                + "\r\n\r\n" + json);
    }

    @Test
    void savesTheHistoryAfterTheAnswer() throws Exception {
        var history = new History("jdbc:h2:mem:history;DB_CLOSE_DELAY=-1");
        try (var app = history.server().inMemory().port(0).start()) {
            for (int i = 0; i < 20; i++) {
                assertThat(post(app, "/orders", "{\"customer\":\"Kim\",\"amount\":" + i + "}").status()).isEqualTo(202);
            }
            assertThat(post(app, "/orders", "{\"customer\":\"Kim\"}").status()).isEqualTo(422);
        }
        // Closing lets the tasks finish.
        assertThat(history.count()).isEqualTo(20);
    }

    @Test
    void answersAtOnceAndDoesTheSlowWorkAsAJob(@TempDir Path folder) throws Exception {
        ImageIO.write(new BufferedImage(800, 600, BufferedImage.TYPE_INT_RGB), "png", folder.resolve("a.png").toFile());
        try (var app = new Thumbnails(folder).server().inMemory().port(0).start()) {
            JobHandle done = submitted(app, "{\"name\":\"a.png\",\"width\":200}");
            assertThat(done.await(SOON).state()).isEqualTo(JobState.SUCCEEDED);
            assertThat(ImageIO.read(folder.resolve(done.result(String.class)).toFile()).getHeight()).isEqualTo(150);
            JobHandle missing = submitted(app, "{\"name\":\"../b.png\",\"width\":200}");
            assertThat(missing.await(SOON).state()).isEqualTo(JobState.FAILED);
            assertThat(missing.job().status().error().message()).isEqualTo("there is no image ../b.png");
        }
    }

    private static JobHandle submitted(Meanwhile app, String json) throws IOException {
        var response = post(app, "/images", json);
        assertThat(response.status()).isEqualTo(202);
        return app.find(UUID.fromString(response.header("Location").substring("/v1/jobs/".length())));
    }
}
