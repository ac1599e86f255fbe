package examples;

import dev.meanwhile.Meanwhile;
import dev.meanwhile.Response;
import dev.meanwhile.job.JobContext;
import dev.meanwhile.job.Permanent;
import dev.meanwhile.job.TypeOptions;
import java.awt.Image;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.imageio.ImageIO;

/** Slow work as a job: it has an id and a state, tells how far it is, times out, and can be cancelled. */
public final class Thumbnails {

    /** What to make a thumbnail of, and how wide. */
    public record Resize(String name, int width) { }

    private final Path folder;

    /** Creates the example for the images of a folder. */
    public Thumbnails(Path folder) {
        this.folder = folder;
    }

    /** Returns the server, not yet started. */
    public Meanwhile server() {
        var app = new Meanwhile();
        return app
                .job("resize", Resize.class, TypeOptions.DEFAULT.withTimeout(Duration.ofMinutes(1)).withConcurrency(2), this::resize)
                .post("/images", (request, background) -> {
                    var job = app.submit("resize", request.body(Resize.class));
                    return Response.empty(202).header("Location", "/v1/jobs/" + job.id());
                });
    }

    private String resize(Resize resize, JobContext context) throws IOException, Permanent {
        // Only a name: the client is not to choose among all files of the machine.
        Path source = folder.resolve(Path.of(resize.name()).getFileName());
        if (!Files.exists(source)) {
            throw new Permanent("there is no image " + resize.name());
        }
        BufferedImage image = ImageIO.read(source.toFile());
        context.progress(0.3, "read " + image.getWidth() + " x " + image.getHeight());
        int height = Math.max(1, image.getHeight() * resize.width() / image.getWidth());
        var small = new BufferedImage(resize.width(), height, BufferedImage.TYPE_INT_RGB);
        var canvas = small.createGraphics();
        canvas.drawImage(image.getScaledInstance(resize.width(), height, Image.SCALE_AREA_AVERAGING), 0, 0, null);
        canvas.dispose();
        context.progress(0.8, "scaled");
        Path target = folder.resolve(source.getFileName() + ".thumb.png");
        ImageIO.write(small, "png", target.toFile());
        context.log("wrote " + target);
        return target.getFileName().toString();
    }
}
