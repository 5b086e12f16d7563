using Npgsql;
using StatusLevels.Silo.Database;

namespace StatusLevels.Silo.Tests.Database;

public sealed class ConnectionStringParserTests
{
    [Theory]
    [InlineData("postgres://u:p@h/d", "Port=5432;Username=u;Password=p;Host=h;Database=d")]
    [InlineData("postgresql://u:p@h:6543/d", "Port=6543;Username=u;Password=p;Host=h;Database=d")]
    [InlineData("  POSTGRES://u@h  ", "Port=5432;Username=u;Host=h")]
    [InlineData("postgres://us%40er:p%2Fw%3A%40%3F%25%23@h/d%20b", "Port=5432;Username=us@er;Password=p/w:@?%#;Host=h;Database='d b'")]
    [InlineData("postgres://u:a#b+c:d@e@h/d", "Port=5432;Username=u;Password=a#b+c:d@e;Host=h;Database=d")]
    [InlineData("postgres://u:%D0%BF%D0%B0%D1%80@h/d", "Port=5432;Username=u;Password=пар;Host=h;Database=d")]
    [InlineData("postgres://u:p@[2001:db8::1]:5433/d", "Port=5433;Username=u;Password=p;Host=2001:db8::1;Database=d")]
    [InlineData("postgres://u:p@%2Frun%2Fpostgresql/d", "Port=5432;Username=u;Password=p;Host=/run/postgresql;Database=d")]
    [InlineData("postgres:///d?host=/run/postgresql&user=u&port=5433", "Port=5433;Username=u;Host=/run/postgresql;Database=d")]
    [InlineData("postgres://h?dbname=d", "Port=5432;Host=h;Database=d")]
    [InlineData("postgres://h/d?application_name=a%20b&connect_timeout=7&options=-c%20jit%3Doff", "Port=5432;Host=h;Database=d;Application Name='a b';Timeout=7;Options='-c jit=off'")]
    [InlineData("postgres://h/d?sslrootcert=/ca.pem&channel_binding=require", "Port=5432;Host=h;Database=d;Root Certificate=/ca.pem;Channel Binding=Require")]
    [InlineData("postgres://h/d?sslrootcert=system&sslmode=verify-full", "Port=5432;Host=h;Database=d;SSL Mode=VerifyFull")]
    [InlineData("Host=h;Username=u;Password='a;b';Database=d;Maximum Pool Size=7", "Host=h;Username=u;Password='a;b';Database=d;Maximum Pool Size=7")]
    [InlineData("server=h;user id=u", "Host=h;Username=u")]
    public void Both_spellings_are_understood(string value, string expected)
    {
        var parsed = ConnectionStringParser.Parse(value, "DATABASE_URL");

        Assert.True(new NpgsqlConnectionStringBuilder(expected).EquivalentTo(parsed.Settings), parsed.Settings.ConnectionString);
        Assert.False(parsed.ThroughPooler);
    }

    [Theory]
    [InlineData("disable", SslMode.Disable)]
    [InlineData("allow", SslMode.Allow)]
    [InlineData("prefer", SslMode.Prefer)]
    [InlineData("require", SslMode.Require)]
    [InlineData("verify-ca", SslMode.VerifyCA)]
    [InlineData("verify-full", SslMode.VerifyFull)]
    public void Every_sslmode_of_libpq_is_understood(string written, SslMode meant) =>
        Assert.Equal(meant, ConnectionStringParser.Parse($"postgres://u:p@h/d?sslmode={written}", "DATABASE_URL").Settings.SslMode);

    [Theory]
    [InlineData("supa=base-pooler.x", "supa")]
    [InlineData("connection_limit=1&pool_timeout=0", "connection_limit,pool_timeout")]
    [InlineData("schema=public", "schema")]
    [InlineData("uselibpqcompat=true", "uselibpqcompat")]
    [InlineData("tcp_user_timeout=3000&load_balance_hosts=random", "tcp_user_timeout,load_balance_hosts")]
    public void What_managed_databases_print_for_others_is_left_out_and_told(string parameters, string ignored)
    {
        var parsed = ConnectionStringParser.Parse($"postgres://u:p@h/d?{parameters}", "DATABASE_URL");

        Assert.Equal(ignored.Split(','), parsed.Ignored);
        Assert.True(
            ConnectionStringParser.Parse("postgres://u:p@h/d", "DATABASE_URL").Settings.EquivalentTo(parsed.Settings),
            parsed.Settings.ConnectionString);
    }

    [Theory]
    [InlineData("postgres://h/d?target_session_attrs=read-write")]
    [InlineData("postgres://h/d?target_session_attrs=any")]
    [InlineData("postgres://h/d?target_session_attrs=primary")]
    [InlineData("postgres://h/d?target_session_attrs=prefer-standby")]
    [InlineData("Host=h;Target Session Attributes=read-write")]
    public async Task With_one_host_there_is_no_server_to_choose(string value)
    {
        var parsed = ConnectionStringParser.Parse(value, "DATABASE_URL");

        Assert.Null(parsed.Settings.TargetSessionAttributes);
        await using var usable = NpgsqlDataSource.Create(parsed.Settings.ConnectionString);
    }

    [Theory]
    [InlineData("ssl=true", SslMode.Require)]
    [InlineData("ssl=true&sslmode=verify-full", SslMode.VerifyFull)]
    [InlineData("sslmode=verify-ca&ssl=1", SslMode.VerifyCA)]
    [InlineData("sslmode=no-verify", SslMode.Require)]
    public void What_other_clients_call_encryption_is_never_less_than_they_mean(string parameters, SslMode meant) =>
        Assert.Equal(meant, ConnectionStringParser.Parse($"postgres://u:p@h/d?{parameters}", "DATABASE_URL").Settings.SslMode);

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    public void The_mark_of_a_pooler_is_tolerated(string value, bool throughPooler) =>
        Assert.Equal(throughPooler, ConnectionStringParser.Parse($"postgres://u:p@h/d?pgbouncer={value}", "DATABASE_URL").ThroughPooler);

    [Theory]
    [InlineData("postgres://u:s3cret@h/d?sslmode=maybe", "'sslmode'")]
    [InlineData("postgres://u:s3cret@h/d?sslmode=2", "'sslmode'")]
    [InlineData("postgres://u:s3cret@h/d?connect_timeout=soon", "'connect_timeout'")]
    [InlineData("postgres://u:s3cret@h/d?client_encoding=latin1", "'client_encoding'")]
    [InlineData("postgres://u:s3cret@h/d?sslaccept=accept_invalid_certs", "'sslaccept'")]
    [InlineData("postgres://u:s3cret@h/d?ssl=false", "'ssl'")]
    [InlineData("postgres://u:s3cret@h/d?ssl=true&sslmode=disable", "may do without")]
    [InlineData("postgres://u:s3cret@h/d?sslmode=verify-full&sslmode=disable", "'sslmode' twice")]
    [InlineData("postgres://u:s3cret@h/d?target_session_attrs=read-only", "read-write")]
    [InlineData("Host=h;Password=s3cret;Target Session Attributes=standby", "read-write")]
    [InlineData("postgres://h/d?password=a&s3cret=b", "%26")]
    [InlineData("postgres://u:s@s3/cret@h/d", "%40")]
    [InlineData("postgres://u:s@s3?cret@h/d", "%40")]
    [InlineData("u:s3cret://x@h/d", "no Npgsql connection string")]
    [InlineData("u:p;s3cret=x@h/d", "no Npgsql connection string")]
    [InlineData("Host=s3cret.h;Password=x;s3cret=y", "inside quotes")]
    [InlineData("postgres://u:s3cret@h:99999/d", "port")]
    [InlineData("postgres://u:s3cret@h:/d?port=x", "'port'")]
    [InlineData("postgres://u:s3cret@h:abc/d", "port")]
    [InlineData("postgres://u:s3cret@a,b/d", "several hosts")]
    [InlineData("postgres://u:s3cret@2001:db8::1/d", "brackets")]
    [InlineData("postgres://u:s3cret@/d", "no host")]
    [InlineData("postgres://u:s3cret%zz@h/d", "%25")]
    [InlineData("postgres://u:s3cret%00@h/d", "NUL")]
    [InlineData("postgres://u:s3/cret@h/d", "%2F")]
    [InlineData("postgres://u:s3?s3cret@h/d", "%3F")]
    [InlineData("mysql://u:s3cret@h/d", "'mysql://'")]
    [InlineData("jdbc:postgresql://u:s3cret@h/d", "'jdbc:postgresql://'")]
    [InlineData("Host=h;Prot=5432;Password=s3cret", "'Prot'")]
    [InlineData("Host=h;Port=many;Password=s3cret", "'Port'")]
    [InlineData("Host=h;Password=a;s3cret;Database=d", "inside quotes")]
    [InlineData("Password=s3cret;Database=d", "no host")]
    [InlineData("s3cret", "no Npgsql connection string")]
    public void What_cannot_be_read_is_one_sentence_that_names_the_part_and_keeps_the_password(string value, string named)
    {
        var refusal = Assert.Throws<StartupException>(() => ConnectionStringParser.Parse(value, "DATABASE_URL"));

        Assert.StartsWith("DATABASE_URL ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3", refusal.Message, StringComparison.Ordinal);
        Assert.Null(refusal.InnerException);
        Assert.DoesNotContain('\n', refusal.Message);
    }
}
