using Microsoft.AspNetCore.Http;
using StatusLevels.Api.Settings;
using StatusLevels.Silo;
using StatusLevels.Testing;
using StatusLevels.Transparency;

namespace StatusLevels.Api.Tests.TransparencyLog;

/// <summary>Others sign what they saw of the log, and nobody waits for them.</summary>
public sealed class WitnessTests
{
    [Fact]
    public async Task Each_checkpoint_is_signed_by_the_witness_too()
    {
        await using var witness = await TestWitness.StartAsync();
        await using var api = await StartAsync(witness);
        using var admin = await api.SignedInAsync();
        for (var size = 1; size <= 3; size++)
        {
            await (await admin.GrantAsync(Guid.NewGuid(), "A")).ShouldBeOkAsync();
            var note = await CosignedAsync(admin, size);

            Assert.True(note.IsSignedBy(LogApi.PublicKey));
            Assert.Equal(2, note.Signatures.Count);
        }
    }

    [Fact]
    public async Task A_process_that_knows_nothing_of_its_witness_learns_where_it_is()
    {
        await using var witness = await TestWitness.StartAsync();
        await using var database = await TestPostgres.CreateDatabaseAsync();
        await using (var first = await StartAsync(witness, database, keepsDatabase: true))
        {
            using var admin = await first.SignedInAsync();
            await (await admin.GrantAsync(Guid.NewGuid(), "A")).ShouldBeOkAsync();
            await CosignedAsync(admin, 1);
        }

        await using var second = await StartAsync(witness, database);
        using var again = await second.SignedInAsync();
        await (await again.GrantAsync(Guid.NewGuid(), "A")).ShouldBeOkAsync();
        await CosignedAsync(again, 2);

        Assert.Contains(409, witness.Answers);
    }

    [Theory]
    [InlineData("html")]
    [InlineData("nothing")]
    [InlineData("other")]
    [InlineData("elsewhere")]
    [InlineData("endless")]
    [InlineData("ahead")]
    [InlineData("silent")]
    public async Task What_is_no_signature_of_the_witness_is_not_served_and_holds_nothing_up(string answer)
    {
        var isOver = new TaskCompletionSource();
        await using var witness = await TestWitness.StartAsync();
        witness.Instead = context => AnswerAsync(context, answer, isOver.Task);
        await using var api = await StartAsync(witness);
        using var admin = await api.SignedInAsync();
        await (await admin.GrantAsync(Guid.NewGuid(), "A")).ShouldBeOkAsync();
        await LogApi.SizedAsync(admin, 1);
        await (await admin.GrantAsync(Guid.NewGuid(), "A")).ShouldBeOkAsync();
        await LogApi.SizedAsync(admin, 2);

        isOver.SetResult();
        await Eventually.SeesAsync(() => Task.FromResult(witness.Answers.Count), static count => count > 0);
        var (note, _) = (await LogApi.CheckpointAsync(admin))!.Value;
        Assert.Single(note.Signatures);
    }

    [Theory]
    [InlineData("https://witness.example")]
    [InlineData("witness.example/w1+00000000+AAAA=https://witness.example")]
    [InlineData("KEY=http://witness.example")]
    [InlineData("KEY=https://somebody@witness.example")]
    [InlineData("KEY=ftp://witness.example")]
    [InlineData("KEY")]
    [InlineData("TEXT=https://witness.example")]
    public void A_setting_that_names_no_witness_is_refused(string setting)
    {
        var text = setting.Replace("KEY", $"{TestWitness.Key}", StringComparison.Ordinal)
            .Replace("TEXT", $"{LogApi.PublicKey}", StringComparison.Ordinal);

        var refused = Assert.Throws<StartupException>(() => LogWitness.Read(text, isDevelopment: false));
        Assert.Contains("LOG_WITNESSES", refused.Message, StringComparison.Ordinal);
    }

    private static Task<TestApi> StartAsync(TestWitness witness, TestDatabase? database = null, bool keepsDatabase = false)
    {
        var settings = LogApi.Settings;
        settings["LOG_WITNESSES"] = witness.Setting;
        return TestApi.StartAsync(settings, database: database, keepsDatabase: keepsDatabase);
    }

    private static async Task<SignedNote> CosignedAsync(HttpClient client, long size) =>
        (await Eventually.SeesAsync(
            () => LogApi.CheckpointAsync(client),
            seen => seen?.Checkpoint.Size == size && seen.Value.Note.IsSignedBy(TestWitness.Key)))!.Value.Note;

    private static async Task AnswerAsync(HttpContext context, string answer, Task isOver)
    {
        switch (answer)
        {
            case "html":
                await context.Response.WriteAsync("<p>Welcome</p>");
                break;
            case "nothing":
                break;
            case "other":
                // Somebody else's, over something else.
                await context.Response.WriteAsync($"{SignedNote.Sign("text\n", TestWitness.Key.Name, LogApi.Key).Signatures[0]}\n");
                break;
            case "elsewhere":
                context.Response.Redirect("/elsewhere");
                break;
            case "endless":
                await context.Response.WriteAsync(new string('x', 200_000));
                break;
            case "ahead":
                context.Response.StatusCode = StatusCodes.Status409Conflict;
                await context.Response.WriteAsync("99\n");
                break;
            default:
                await isOver;
                context.Abort();
                break;
        }
    }
}
