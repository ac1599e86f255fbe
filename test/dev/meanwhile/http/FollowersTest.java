package dev.meanwhile.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FollowersTest {

    private final Followers followers = new Followers(2);

    @Test
    void dismissesWhoWasSentNothingForTheLongestTime() {
        var first = followers.enter();
        var second = followers.enter();
        first.sent();
        var third = followers.enter();
        assertThat(second.isDismissed()).isTrue();
        assertThat(first.isDismissed()).isFalse();
        assertThat(third.isDismissed()).isFalse();
    }

    @Test
    void dismissesNobodyWhileThereIsRoom() {
        var first = followers.enter();
        for (int i = 0; i < 10; i++) {
            followers.enter().close();
        }
        assertThat(first.isDismissed()).isFalse();
    }
}
