from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def move_content_type(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """The model's content type keeps its id, so that permissions and log entries still belong to it."""
    _move("wire", "imports", apps, editor)


def move_content_type_back(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    _move("imports", "wire", apps, editor)


def _move(old: str, new: str, apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    types = apps.get_model("contenttypes", "ContentType").objects.using(editor.connection.alias)
    if not types.filter(app_label=new, model="importeditem").exists():
        types.filter(app_label=old, model="importeditem").update(app_label=new)


class Migration(migrations.Migration):
    """Takes over the model whose table `wire.0002` has renamed. The table itself is not touched again."""

    initial = True

    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("wire", "0002_imported_items_move_to_imports"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="ImportedItem",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("source", models.CharField(max_length=200)),
                        ("kind", models.CharField(max_length=40)),
                        ("foreign_id", models.CharField(max_length=200)),
                        ("outcome", models.CharField(max_length=20)),
                        ("model", models.CharField(blank=True, max_length=60)),
                        ("object_id", models.BigIntegerField(null=True)),
                        ("notes", models.JSONField(blank=True, default=list)),
                        ("imported_at", models.DateTimeField()),
                    ],
                    options={
                        "verbose_name": "imported item",
                        "verbose_name_plural": "imported items",
                        "constraints": [
                            models.UniqueConstraint(fields=("source", "kind", "foreign_id"), name="imported_once")
                        ],
                    },
                ),
            ],
        ),
        migrations.RunPython(move_content_type, move_content_type_back),
    ]
