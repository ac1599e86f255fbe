/**
 * The command {@code demo}: the ways to do slow work behind a web server, side by side, and single lessons.
 *
 * <p>To be read as much as to be run. Each {@code Contender} is one way to build a small server, in a class of its own; a
 * {@code Contest} starts it in a process of its own, lets a {@code Client} load it, and says in a {@code Result} what came of
 * it. Each {@code Lesson} is one habit of the JDK's threads, shown by measuring it. {@code Catalogue} lists both; begin there.
 */
package dev.meanwhile.demo;
