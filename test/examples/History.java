package examples;

import dev.meanwhile.Meanwhile;
import dev.meanwhile.Response;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * The handler answers at once; the history of what it did is saved by JDBC afterwards, in the background. In the well-known
 * story this is what blocked the event loop until the worker was killed: here it blocks one virtual thread.
 */
public final class History {

    /** An order as it is posted. */
    public record Order(String customer, int amount) { }

    private final String database;

    /** Opens the history in a database, by its JDBC URL. */
    public History(String database) throws SQLException {
        this.database = database;
        try (Connection connection = DriverManager.getConnection(database); var statement = connection.createStatement()) {
            statement.execute("create table if not exists history "
                    + "(customer varchar(100), amount int, at timestamp default current_timestamp)");
        }
    }

    void save(Order order) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database);
                var insert = connection.prepareStatement("insert into history (customer, amount) values (?, ?)")) {
            insert.setString(1, order.customer());
            insert.setInt(2, order.amount());
            insert.executeUpdate();
        }
    }

    /** Returns how many orders the history has. */
    public int count() throws SQLException {
        try (Connection connection = DriverManager.getConnection(database); var statement = connection.createStatement();
                var rows = statement.executeQuery("select count(*) from history")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    /** Returns the server, not yet started. */
    public Meanwhile server() {
        return new Meanwhile()
                .post("/orders", (request, background) -> {
                    var order = request.body(Order.class);
                    background.addTask("history", () -> save(order));
                    return Response.json(202, order);
                });
    }
}
