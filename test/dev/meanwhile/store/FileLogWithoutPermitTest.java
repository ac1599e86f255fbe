package dev.meanwhile.store;

/** The same for logs that open and close their files for each line. */
class FileLogWithoutPermitTest extends FileLogTest {

    @Override
    int most() {
        return 0;
    }
}
