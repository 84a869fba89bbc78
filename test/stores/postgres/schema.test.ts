import { expect } from "chai";
import { type Database, openDatabase, type Query } from "../../../connector/stores/postgres/database.js";
import { migrate } from "../../../connector/stores/postgres/schema.js";
import { startPostgres, type TestPostgres } from "../../support/postgres.js";

describe("postgres: the schema", () => {
  let postgres: TestPostgres;
  let database: Database;
  before(async () => {
    postgres = await startPostgres();
    database = openDatabase(await postgres.database());
  });
  after(async () => {
    await database.close();
    await postgres.close();
  });

  it("is locked however long the tables of a library take", async () => {
    let ofMigration: Query | undefined;
    const observed: Database = {
      ...database,
      transaction: (work) =>
        database.transaction((query, client) => {
          ofMigration = query;
          return work(query, client);
        }),
    };
    let limit: unknown;
    await migrate(observed, async () => {
      limit = await ofMigration?.("SHOW idle_in_transaction_session_timeout");
    });
    expect(limit).to.deep.equal([{ idle_in_transaction_session_timeout: "0" }]);
    expect(await database.query("SHOW idle_in_transaction_session_timeout")).to.deep.equal([
      { idle_in_transaction_session_timeout: "10s" },
    ]);
  });
});
