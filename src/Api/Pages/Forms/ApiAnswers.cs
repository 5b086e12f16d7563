namespace StatusLevels.Api.Pages.Forms;

/// <summary>What a handler of the API answered, to a form.</summary>
internal static class ApiAnswers
{
    /// <summary>What it objected to, else the page that comes next, which says so by the sentence <c>done.&lt;name&gt;</c>.</summary>
    public static IResult OrDone(this INestedHttpResult answer, HttpContext context, string address, string name) =>
        answer.Result is Problem problem ? problem : FormRoutes.Done(context, address, name);
}
