using Microsoft.AspNetCore.Routing.Patterns;
using StatusLevels.Api.Pages.Errors;

namespace StatusLevels.Api.Pages.Forms;

/// <summary>Routes of pages, and of the forms on them.</summary>
internal static class FormRoutes
{
    /// <summary>A page to read. It is no part of the API document.</summary>
    public static RouteHandlerBuilder MapPage(this IEndpointRouteBuilder routes, string pattern, Delegate show) =>
        routes.MapGet(pattern, show).WithMetadata(new AnswersPage()).ExcludeFromDescription();

    /// <summary>A page with a form that is sent to the page's own address.</summary>
    /// <param name="routes">Where the page is mapped.</param>
    /// <param name="pattern">Its address.</param>
    /// <param name="show">Makes the page; <see cref="FormInput"/> is what was typed so far.</param>
    /// <param name="act">
    /// Does what the form is for, with the services of the API: a redirect (<see cref="Done"/>) when it is done, else a <see
    /// cref="Problem"/>. What the sender can mend is shown on the page, with what was typed.
    /// </param>
    /// <returns>The route of the form, for what only it needs.</returns>
    public static RouteHandlerBuilder MapForm(this IEndpointRouteBuilder routes, string pattern, Delegate show, Delegate act)
    {
        routes.MapPage(pattern, show);
        return routes.MapFormOf(pattern, show, act);
    }

    /// <summary>A form at an address of its own, on a page that has several.</summary>
    public static RouteHandlerBuilder MapFormOf(this IEndpointRouteBuilder routes, string pattern, Delegate show, Delegate act)
    {
        var page = new Lazy<RequestDelegate>(() => RequestDelegateFactory.Create(show, new RequestDelegateFactoryOptions
        {
            ServiceProvider = routes.ServiceProvider,
            RouteParameterNames = RoutePatternFactory.Parse(pattern).Parameters.Select(parameter => parameter.Name),
            DisableInferBodyFromParameters = true,
            ThrowOnBadRequest = true,
        }).RequestDelegate);
        return routes.MapPost(pattern, act)
            .WithMetadata(new AnswersPage(), new TakesForm())
            .ExcludeFromDescription()
            .AddEndpointFilter(async (call, next) =>
            {
                var input = call.HttpContext.Features.Get<FormInput>() ?? FormInput.None;
                if (input.IsRestored)
                {
                    return new Shown(page.Value);
                }

                var answer = await AnswerAsync(call, next);
                if (Problem(answer) is not { } problem || !IsForThePage(problem))
                {
                    return answer;
                }

                input.Problem = problem;
                call.HttpContext.Features.Set(problem);
                return new Shown(page.Value);
            });
    }

    /// <summary>It is done: the browser reads this page next, which says so by the sentence <c>done.&lt;name&gt;</c>.</summary>
    public static IResult Done(HttpContext context, string address, string? name = null)
    {
        var target = name is null ? address : $"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}done={name}";
        return new SeeOther(PageLanguage.Carry(context.Request, target));
    }

    private static async Task<object?> AnswerAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        try
        {
            return await next(call);
        }
        catch (ProblemException known)
        {
            return known.Problem;
        }
    }

    private static Problem? Problem(object? answer) => answer switch
    {
        Problem problem => problem,
        INestedHttpResult { Result: Problem problem } => problem,
        _ => null,
    };

    /// <summary>What the page can tell beside its form: not who may be here, nor what is no longer there.</summary>
    private static bool IsForThePage(Problem problem) =>
        problem.Code.Status is 400 or 409 or 412 or 422 or 429 or 503 || problem.Code == ProblemCode.Unauthenticated;

    private sealed class Shown(RequestDelegate page) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => page(httpContext);
    }

    private sealed class SeeOther(string address) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = address;
            httpContext.Response.Headers.CacheControl = "no-store";
            return Task.CompletedTask;
        }
    }
}
