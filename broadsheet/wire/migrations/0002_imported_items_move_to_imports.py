from django.db import migrations


class Migration(migrations.Migration):
    """The table of imported items gets its new name; its rows stay as they are. `imports.0001` takes over its model."""

    dependencies = [("wire", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.AlterModelTable("ImportedItem", "imports_importeditem")],
            state_operations=[migrations.DeleteModel("ImportedItem")],
        ),
    ]
