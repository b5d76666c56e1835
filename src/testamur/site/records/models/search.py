"""What the search index holds of each offering, and its words; all of it can be made anew from the versions."""

from django.db import models

from testamur.site.records.models.market import OfferingVersion


class SearchEntry(models.Model):
    """The newest version of one offering, as the search index holds it. Nothing personal.

    The number of an entry stays when its offering changes. `words` are five lines, as they were indexed: title,
    provider, skills, roles and facets. `identity` is a hash of provider, name and page.
    """

    key = models.CharField(max_length=160, unique=True)
    version = models.OneToOneField(OfferingVersion, models.PROTECT, related_name="entry")
    identity = models.BigIntegerField(db_index=True)
    words = models.TextField()
    title_words = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return f"search entry of {self.key}"


class SearchWord(models.Model):
    """A word or a facet of the search index, and how many entries hold it."""

    word = models.CharField(max_length=80, unique=True)
    entries = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.word
