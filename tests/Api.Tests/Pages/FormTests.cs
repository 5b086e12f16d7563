using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Http;
using StatusLevels.Api.Binding;
using StatusLevels.Api.Idempotency;
using StatusLevels.Api.Pages;
using StatusLevels.Api.Pages.Forms;
using StatusLevels.Api.Problems;
using StatusLevels.Api.Security;

namespace StatusLevels.Api.Tests.Pages;

/// <summary>What every form of a page has, whatever it is for.</summary>
public sealed class FormTests : IAsyncLifetime
{
    private const string Address = "/probe/form";
    private const string Sentence = "Слова <b>&\" 👋 و";

    private readonly List<string> done = [];
    private TestApi api = null!;
    private HttpClient browser = null!;

    public async ValueTask InitializeAsync()
    {
        api = await TestApi.StartAsync(map: app =>
            app.MapGroup("/").RequireAuthorization(Policies.SessionHolder).MapForm(
                Address, () => Page.Of<ProbeForm>("admin.title"), ActAsync));
        browser = await api.SignedInAsync();
    }

    public async ValueTask DisposeAsync()
    {
        browser.Dispose();
        await api.DisposeAsync();
    }

    [Fact]
    public async Task It_is_done_and_the_next_page_says_so()
    {
        using var answer = await SendAsync(await FieldsAsync(), Sentence);

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal($"{Address}?done=saved", answer.Headers.Location!.ToString());
        Assert.Equal([Sentence], done);
        Assert.Contains("Saved.", await browser.GetStringAsync($"{Address}?done=saved", Cancelled), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sent_twice_it_is_done_once()
    {
        var fields = await FieldsAsync();
        using var first = await SendAsync(fields, "once");
        using var second = await SendAsync(fields, "once");

        Assert.Equal((HttpStatusCode.SeeOther, HttpStatusCode.SeeOther), (first.StatusCode, second.StatusCode));
        Assert.Single(done);
    }

    [Fact]
    public async Task What_is_wrong_stands_beside_the_field_and_what_was_typed_is_kept()
    {
        using var answer = await SendAsync(await FieldsAsync(), $"bad {Sentence}");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancelled));
        Assert.Contains("Please fill this in.", page, StringComparison.Ordinal);
        Assert.Contains($"bad {Sentence}</textarea>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_somebody_else_was_faster_than_shows_the_present_version_and_keeps_what_was_typed()
    {
        var fields = await FieldsAsync();
        fields["version"] = "6";
        using var answer = await SendAsync(fields, "mine");

        Assert.Equal(HttpStatusCode.PreconditionFailed, answer.StatusCode);
        var page = await answer.Content.ReadAsStringAsync(Cancelled);
        Assert.Contains("Somebody was faster", page, StringComparison.Ordinal);
        Assert.Contains("mine</textarea>", page, StringComparison.Ordinal);
        Assert.Equal("7", Fields(page)["version"]);
        Assert.NotEqual(fields["idempotency_key"], Fields(page)["idempotency_key"]);
    }

    [Theory]
    [InlineData("form_token", null)]
    [InlineData("form_token", "made up")]
    public async Task Without_the_proof_that_it_is_ours_nothing_is_done(string field, string? value)
    {
        var fields = await FieldsAsync();
        fields.Remove(field);
        if (value is not null)
        {
            fields[field] = value;
        }

        using var answer = await SendAsync(fields, "forged");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
        Assert.Empty(done);
    }

    [Fact]
    public async Task The_proof_of_somebody_else_is_none()
    {
        var fields = await FieldsAsync();
        using var other = await api.SignedInAsync();
        fields["form_token"] = Fields(await other.GetStringAsync(Address, Cancelled))["form_token"];

        using var answer = await SendAsync(fields, "forged");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Empty(done);
    }

    [Fact]
    public async Task What_was_typed_survives_the_end_of_a_session()
    {
        var fields = await FieldsAsync();
        using var ended = await browser.DeleteAsync("/api/session", Cancelled);

        using var refused = await SendAsync(fields, Sentence);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        var signIn = Fields(await refused.Content.ReadAsStringAsync(Cancelled));
        (signIn["email"], signIn["password"]) = (TestApi.AdminEmail, TestApi.AdminPassword);
        using var signedIn = await browser.PostAsync("/sign-in", new FormUrlEncodedContent(signIn), Cancelled);
        Assert.Equal(HttpStatusCode.OK, signedIn.StatusCode);

        var kept = await signedIn.Content.ReadAsStringAsync(Cancelled);
        using var restored = await browser.PostAsync(
            Address, new FormUrlEncodedContent(Fields(kept, SentForms.To(kept, Address))), Cancelled);
        var page = await restored.Content.ReadAsStringAsync(Cancelled);
        Assert.Equal(HttpStatusCode.OK, restored.StatusCode);
        Assert.Contains($"{Sentence}</textarea>", WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        Assert.Empty(done);

        using var sent = await SendAsync(Fields(page, SentForms.To(page, Address)), Sentence);
        Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
        Assert.Equal([Sentence], done);
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private async Task<IResult> ActAsync(FormInput input, HttpContext context, KeptAnswers answers)
    {
        new FieldErrors().AddIf(input["message"].StartsWith("bad", StringComparison.Ordinal), "message", "must not be blank").ThrowIfAny();
        if (context.Request.Headers.IfMatch != "\"7\"")
        {
            return new Problem(ProblemCode.VersionMismatch, "It is another version.");
        }

        await answers.RunAsync<string>(
            context.Keyed(),
            _ =>
            {
                done.Add(input["message"]);
                return Task.FromResult<(string?, bool)>(("done", true));
            },
            holdsSecret: false, context.RequestAborted);
        return FormRoutes.Done(context, Address, "saved");
    }

    private async Task<Dictionary<string, string>> FieldsAsync()
    {
        var page = await browser.GetStringAsync(Address, Cancelled);
        return Fields(page, SentForms.To(page, Address));
    }

    private Task<HttpResponseMessage> SendAsync(Dictionary<string, string> fields, string message) =>
        browser.PostAsync(Address, new FormUrlEncodedContent(new Dictionary<string, string>(fields) { ["message"] = message }), Cancelled);

    /// <summary>The hidden fields of the page's own form, which stands behind those of the header.</summary>
    private static Dictionary<string, string> Fields(string page, string? form = null) =>
        SentForms.HiddenOf(form ?? SentForms.LastOf(page)).ToDictionary(StringComparer.Ordinal);

    /// <summary>A form with one text.</summary>
    internal sealed class ProbeForm : PageView
    {
        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            builder.OpenComponent<PageForm>(0);
            builder.AddComponentParameter(1, nameof(PageForm.Action), Address);
            builder.AddComponentParameter(2, nameof(PageForm.Button), "Send");
            builder.AddComponentParameter(3, nameof(PageForm.Version), (long?)7);
            builder.AddComponentParameter(4, nameof(PageForm.ChildContent), (RenderFragment)(inner =>
            {
                inner.OpenComponent<Field>(0);
                inner.AddComponentParameter(1, nameof(Field.Name), "message");
                inner.AddComponentParameter(2, nameof(Field.Label), "Message");
                inner.AddComponentParameter(3, nameof(Field.Lines), 3);
                inner.CloseComponent();
            }));
            builder.CloseComponent();
        }
    }
}
