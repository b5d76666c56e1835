"""Programme editions, the versions of items, and exam forms: each stored whole with its hash."""

from django.db import models

from testamur.programme import Programme
from testamur.site.records.models.organisation import Organisation
from testamur.site.records.stored import parsed_programme


class ProgrammeEdition(models.Model):
    """One published edition of a programme: the exact text of its file. Nothing personal; kept for ever."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="editions")
    identifier = models.SlugField()
    edition = models.CharField(max_length=40)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "identifier", "edition"), name="programme_edition_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.programme.title}, edition {self.edition}"

    @property
    def programme(self) -> Programme:
        """The rules that the stored text states."""
        return parsed_programme(self.text)


class ItemVersion(models.Model):
    """The QTI document of an item as it stood when a form first used it; a used version never changes."""

    identifier = models.SlugField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    document = models.TextField()

    def __str__(self) -> str:
        return f"{self.identifier} {self.digest[:8]}"


class Form(models.Model):
    """An exam form: an ordered list of item versions, frozen when assembled."""

    edition = models.ForeignKey(ProgrammeEdition, models.PROTECT, related_name="forms")
    name = models.CharField(max_length=40)
    purpose = models.CharField(max_length=20, choices=[("exam", "Exam"), ("renewal", "Re-examination")])
    document = models.JSONField()
    digest = models.CharField(max_length=64)
    assembled_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("edition", "name"), name="form_name_once"),)

    def __str__(self) -> str:
        return f"Form {self.name}"


class FormItem(models.Model):
    """One question of a form, at its position from 1."""

    form = models.ForeignKey(Form, models.CASCADE, related_name="places")
    position = models.PositiveSmallIntegerField()
    version = models.ForeignKey(ItemVersion, models.PROTECT, related_name="+")
    area = models.CharField(max_length=20)

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=("form", "position"), name="form_position_once"),
            models.UniqueConstraint(fields=("form", "version"), name="form_item_once"),
        )

    def __str__(self) -> str:
        return f"question {self.position} of {self.form}"
