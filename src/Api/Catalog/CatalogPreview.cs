using System.Runtime.CompilerServices;
using Npgsql;
using StatusLevels.Silo.Sql;

namespace StatusLevels.Api.Catalog;

/// <summary>
/// Compares the criteria in force with others, over the metrics that every organization reported last. SQL says who stands where now;
/// whether criteria are met is the domain's to say, here as everywhere.
/// </summary>
internal sealed class CatalogPreview(NpgsqlDataSource database, StatusLevelCatalog catalog, TimeProvider clock)
{
    // Who holds a B, counting or restorable, holds C or may earn it; nobody else does. Ends are exclusive and hold before any Tick.
    private const string Standing = """
        select s.organization_id, s.metrics_as_of, s.reported_at, s.review_count, s.response_rate, s.avg_response_hours, s.public_cases,
               level_counts(b.state, b.counts_until, $1) as counts_b, s.level_c_blocked,
               c.level is not null and (c.at_risk_until is null or c.at_risk_until > $1) as holds_c, coalesce(c.on_judgement, false), c.at_risk_until
        from organization_status_levels as b
        join organization_status as s on s.organization_id = b.organization_id
        left join organization_status_levels as c on c.organization_id = b.organization_id and c.level = 'C'
        where b.level = 'B' and b.restorable_until > $1 and s.metrics_as_of is not null
        order by s.organization_id
        """;

    public async Task<(PreviewedList Gain, PreviewedList Lose)> CompareAsync(
        ReputationCriteria proposed, int limit, CancellationToken cancellationToken)
    {
        var gain = new Found(limit);
        var lose = new Found(limit);
        await foreach (var organization in StandingAsync(cancellationToken))
        {
            var today = catalog.Criteria.AreMetBy(organization.Metrics);
            var then = proposed.AreMetBy(organization.Metrics);
            if (then && !today && organization.MayEarnC && catalog.GrantCAutomatically)
            {
                gain.Add(organization, "criteria_met", Deciding);
            }
            else if (today && !then && organization is { HoldsC: true, OnJudgement: false })
            {
                lose.Add(organization, "criteria_unmet", Deciding);
            }

            IReadOnlyList<string> Deciding() => Differing(organization.Metrics, catalog.Criteria, proposed);
        }

        return (gain.List, lose.List);
    }

    // A criterion of its own: the other one's, and beside it nothing that could fail.
    private static List<string> Differing(ReputationMetrics metrics, ReputationCriteria one, ReputationCriteria other)
    {
        var easiest = new ReputationCriteria(0, 0, decimal.MaxValue, 0);
        return
        [
            .. new (string Name, Func<ReputationCriteria, ReputationCriteria> Alone)[]
            {
                ("review_count", criteria => easiest with { MinReviewCount = criteria.MinReviewCount }),
                ("response_rate", criteria => easiest with { MinResponseRate = criteria.MinResponseRate }),
                ("avg_response_hours", criteria => easiest with { MaxAvgResponseHours = criteria.MaxAvgResponseHours }),
                ("public_cases", criteria => easiest with { MinPublicCases = criteria.MinPublicCases }),
            }.Where(criterion =>
                criterion.Alone(one).AreMetBy(metrics) != criterion.Alone(other).AreMetBy(metrics)).Select(criterion => criterion.Name),
        ];
    }

    private async IAsyncEnumerable<Candidate> StandingAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Standing).With(clock.GetUtcNow());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var metrics = new ReputationMetrics(
                reader.Instant(1), reader.Instant(2), reader.GetInt32(3), reader.GetDecimal(4), reader.GetDecimal(5), reader.GetInt32(6));
            var holdsC = reader.GetBoolean(9);
            yield return new(
                reader.GetGuid(0), metrics, MayEarnC: reader.GetBoolean(7) && !reader.GetBoolean(8) && !holdsC, holdsC,
                reader.GetBoolean(10),
                holdsC ? reader.InstantOrNull(11) : null);
        }
    }

    private readonly record struct Candidate(
        Guid Id, ReputationMetrics Metrics, bool MayEarnC, bool HoldsC, bool OnJudgement, DateTimeOffset? AtRiskUntil);

    private sealed class Found(int limit)
    {
        private readonly List<PreviewedOrganization> items = [];
        private int total;

        public PreviewedList List => new(total, items);

        public void Add(in Candidate found, string reason, Func<IReadOnlyList<string>> deciding)
        {
            total++;
            if (items.Count < limit)
            {
                var metrics = found.Metrics;
                items.Add(new()
                {
                    OrganizationId = found.Id,
                    AsOf = metrics.AsOf,
                    ReviewCount = metrics.ReviewCount,
                    ResponseRate = metrics.ResponseRate,
                    AvgResponseHours = metrics.AvgResponseHours,
                    PublicCases = metrics.PublicCases,
                    AtRiskUntil = found.AtRiskUntil,
                    Reason = reason,
                    Deciding = deciding(),
                });
            }
        }
    }
}
