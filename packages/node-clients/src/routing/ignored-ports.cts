/**
 * Ports of servers that do not speak HTTP: databases, queues, mail and the like. Who connects to
 * them has not gone around the proxy; it could not carry them.
 */
const ignoredPorts: ReadonlySet<number> = new Set([
  // FTP, SSH, Telnet
  20, 21, 22, 23,
  // Mail: SMTP, POP3, IMAP, and where test servers take it
  25, 465, 587, 110, 995, 143, 993, 1025, 2525,
  // Names and directories: DNS, LDAP
  53, 853, 389, 636,
  // SQL: SQL Server, Oracle, MySQL, PostgreSQL, PgBouncer, CockroachDB, Firebird, DB2
  1433, 1434, 1521, 3306, 33_060, 5432, 6432, 26_257, 3050, 50_000,
  // Redis and its Sentinel, Memcached, MongoDB, Cassandra, RethinkDB, Neo4j
  6379, 6380, 26_379, 11_211, 27_017, 27_018, 27_019, 9042, 28_015, 7687,
  // Queues: AMQP, MQTT, Kafka, NATS, Pulsar, STOMP, ZooKeeper
  5671, 5672, 1883, 8883, 9092, 9093, 9094, 4222, 6650, 61_613, 61_616, 2181,
])

export type IgnoredPortsModule = { readonly ignoredPorts: typeof ignoredPorts }

module.exports = { ignoredPorts } satisfies IgnoredPortsModule
