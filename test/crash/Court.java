package crash;

/**
 * Whom clients tell what they are answered.
 *
 * @param ledger   keeps it
 * @param findings is told what is wrong with it
 * @param trap     may end the server for it
 */
record Court(Ledger ledger, Findings findings, Trap trap) { }
