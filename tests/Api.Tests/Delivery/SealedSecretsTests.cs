using StatusLevels.Api.Delivery.Webhooks;

namespace StatusLevels.Api.Tests.Delivery;

/// <summary>Secrets as they lie in the database.</summary>
public sealed class SealedSecretsTests
{
    private const string First = "mQ4v0tZ8rLx2Jc7WnB5kGy1HsEd9uPaF3iTo";
    private const string Second = "zX9c8V7b6N5m4L3k2J1h0GqWeRtYuIoPaSdF";

    private readonly Guid owner = Guid.NewGuid();

    private static SealedSecrets With(string keys) => new(SenderRig.Settings(isDevelopment: false, ("SESSION_SECRET_KEY", keys)));

    [Fact]
    public void What_was_sealed_is_opened_by_each_key_that_is_listed()
    {
        var whole = With(First).Seal(owner, SenderRig.Secret);

        Assert.Equal(SenderRig.Secret, With(First).Open(owner, whole));
        Assert.Equal(SenderRig.Secret, With($"{Second},{First}").Open(owner, whole));
        Assert.Null(With(Second).Open(owner, whole));
    }

    [Fact]
    public void The_first_key_seals_and_its_name_stands_in_front()
    {
        var both = With($"{Second},{First}");

        Assert.Equal(With(Second).FirstName, both.Seal(owner, SenderRig.Secret)[..SealedSecrets.NameBytes]);
        Assert.NotEqual(With(First).FirstName, both.FirstName);
        Assert.NotEqual(both.Seal(owner, SenderRig.Secret), both.Seal(owner, SenderRig.Secret));
    }

    [Fact]
    public void It_opens_for_its_owner_alone_and_only_whole()
    {
        var secrets = With(First);
        var whole = secrets.Seal(owner, SenderRig.Secret);

        Assert.Null(secrets.Open(Guid.NewGuid(), whole));
        for (var index = 0; index < whole.Length; index++)
        {
            byte[] spoilt = [.. whole];
            spoilt[index] ^= 1;
            Assert.Null(secrets.Open(owner, spoilt));
            Assert.Null(secrets.Open(owner, whole[..index]));
        }
    }
}
