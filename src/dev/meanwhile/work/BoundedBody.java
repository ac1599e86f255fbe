package dev.meanwhile.work;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * Takes the beginning of a response's body and hangs up on the rest. As a subscriber, and not a stream to read from, it
 * is a part of the exchange, which an interrupt aborts as a whole.
 */
final class BoundedBody implements BodySubscriber<BoundedBody.Start> {

    /** How much is taken, in bytes. */
    static final int LIMIT = 1 << 16;

    /**
     * The beginning of a body.
     *
     * @param bytes     at most {@link #LIMIT}
     * @param truncated whether there was more
     */
    record Start(byte[] bytes, boolean truncated) { }

    private final CompletableFuture<Start> body = new CompletableFuture<>();
    // Touched by one signal at a time, as the specification of Flow has it.
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private Flow.Subscription subscription;

    @Override
    public CompletionStage<Start> getBody() {
        return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        this.subscription = subscription;
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            var bytes = new byte[Math.min(buffer.remaining(), LIMIT - taken.size())];
            buffer.get(bytes);
            taken.writeBytes(bytes);
            if (buffer.hasRemaining()) {
                subscription.cancel();
                body.complete(new Start(taken.toByteArray(), true));
                return;
            }
        }
    }

    @Override
    public void onError(Throwable failure) {
        body.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        body.complete(new Start(taken.toByteArray(), false));
    }
}
