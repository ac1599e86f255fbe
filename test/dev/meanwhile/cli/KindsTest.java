package dev.meanwhile.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KindsTest {

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:8080, 127.0.0.1, 8080, 127.0.0.1:8080", ":0, 127.0.0.1, 0, 127.0.0.1:0", "[::1]:80, ::1, 80, [::1]:80",
        "my-host.local:65535, my-host.local, 65535, my-host.local:65535", "[fe80::1%eth0]:1, fe80::1%eth0, 1, [fe80::1%eth0]:1",
    })
    void readsAddresses(String text, String host, int port, String shown) {
        assertThat(Kinds.ENDPOINT_KIND.parse(text)).isEqualTo(new Endpoint(host, port)).hasToString(shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "8080", "localhost", ":", ":65536", ":-1", "::1:80", "[::1]", "a b:1", "http://a:1", ":99999", "a:1 "})
    void refusesWhatIsNoAddress(String text) {
        assertThatExceptionOfType(MisfitException.class).isThrownBy(() -> Kinds.ENDPOINT_KIND.parse(text));
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "65536, 65536, 64KiB", "64KiB, 65536, 64KiB", "1MiB, 1048576, 1MiB", "1GiB, 1073741824, 1GiB",
        "1500, 1500, 1500"})
    void readsAndShowsSizes(String text, long size, String shown) {
        assertThat(Numbers.size(1L << 30).parse(text)).isEqualTo(size);
        assertThat(Numbers.written(size)).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "", "KiB", "1.5MiB", "1 MiB", "1mib", "2GiB", "999999999999999999GiB", "99999999999999999999"})
    void refusesWhatIsNoSize(String text) {
        assertThatExceptionOfType(MisfitException.class).isThrownBy(() -> Numbers.size(1L << 30).parse(text));
    }

    @Test
    void readsHostsInOneWay() {
        assertThat(Kinds.HOSTS.parse("B.example.org., a ,[::1]")).containsExactly("[::1]", "a", "b.example.org");
        assertThat(Kinds.HOSTS.parse("")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "https://hooks.example.com/secret, https://hooks.example.com/...", "https://u:p@h.example:8443/x, https://h.example:8443/...",
        "http://h.example, http://h.example", "http://h.example?key=1, http://h.example/...",
    })
    void showsUrlsWithoutWhatMayBeSecret(String url, String shown) {
        assertThat(WorkKinds.URL.show(url)).isEqualTo(shown);
    }
}
