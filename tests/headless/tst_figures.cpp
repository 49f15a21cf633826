// SPDX-License-Identifier: GPL-3.0-or-later
// The figures that the window shows are those that the program exports: cell by cell, as people read them.
#include "models/tables/providersmodel.h"
#include "models/tables/repliesmodel.h"
#include "models/tables/sourcesmodel.h"
#include "models/tables/text.h"
#include "tests/app/windowfixture.h"
#include "tests/headless/program.h"
#include "widgets/delegates/tableview.h"

using namespace mv;
using namespace mv::test;

namespace {

std::optional<double> rate(const QString& cell)
{
    return cell.isEmpty() ? std::nullopt : std::optional(cell.toDouble());
}

QString count(const QString& cell) { return text::count(cell.toULongLong()); }

} // namespace

class TestFigures : public WindowFixture, private ProgramFixture {
    Q_OBJECT
private slots:
    void initTestCase() { importSample(); }
    void init() { openSampleWindow(); }
    void cleanup() { closeWindow(); }
    void providers_data() { scopes(); }
    void providers();
    void replies_data() { scopes(); }
    void replies();
    void sources_data() { scopes(); }
    void sources();

private:
    using Row = QHash<QString, QString>; // by name of column

    static void scopes()
    {
        QTest::addColumn<QString>("options");
        // The window's table of what is filtered by shows the others too, for choosing.
        QTest::addColumn<QString>("chosenIn");
        const auto row = [](const char* name, const char* options, const char* chosenIn) {
            QTest::newRow(name) << QString::fromLatin1(options) << QString::fromLatin1(chosenIn);
        };
        row("all of it", "", "");
        row("the storm against the week before", "--from 2023-10-12T00:00Z --to 2023-10-13T00:00Z --compare last-week",
            "");
        row("not on quarters of an hour", "--from 2023-10-12T06:07:08Z --to 2023-10-12T19:01:59Z --compare previous",
            "");
        row("one provider", "--from 2023-10-05T00:00Z --to 2023-10-19T00:00Z --provider Gmail", "providers");
        row("some sources, in a zone",
            "--from 2023-10-01T22:00Z --to 2023-10-30T23:00Z --zone Europe/Berlin --compare 1 "
            "--source 198.51.100.10 --source 198.51.100.11",
            "sources");
        row("a reason", "--from 2023-10-11T00:00Z --to 2023-10-16T00:00Z --reason throttled", "replies");
    }

    // Gives the window the scope of the row, and takes the same scope's table from the program.
    void ask(const char* table)
    {
        QFETCH(QString, options);
        const QStringList arguments
            = words(QStringLiteral("export %1 --database %2 ").arg(QLatin1String(table), m_database) + options);
        QStringList parsed { QStringLiteral("mailvane") };
        const auto line = parseCommandLine(parsed + arguments);
        QVERIFY(line);
        Scope wanted = line->scope;
        const TimeRange data = m_app->scope().data();
        wanted.range = { line->from.value_or(data.from), line->to.value_or(data.to) };
        m_shown = panel(table);
        m_app->window().showPanel(m_shown);
        m_app->scope().set(wanted);
        settle();

        const QString bucket = QStringLiteral("5min hour day week").split(u' ').value(int(m_app->scope().bucket()));
        const Ran ran = run(arguments + QStringList { QStringLiteral("--bucket"), bucket });
        QVERIFY2(ran.code == 0, ran.err.constData());
        m_rows.clear();
        const QList<QStringList> lines = cells(ran.out);
        for (qsizetype i = 1; i < lines.size(); ++i) {
            Row& row = m_rows.emplaceBack();
            for (qsizetype k = 0; k < lines[i].size(); ++k)
                row[lines[0].at(k)] = lines[i].at(k);
        }
        QVERIFY(!m_rows.isEmpty());
        m_table = static_cast<TableModel*>(m_shown->findChild<TableView*>()->model());
        for (int group = 0; group < m_table->rowCount(); ++group) {
            if (m_table->lineAt(group) == TableModel::Line::Group && !m_table->isOpen(group))
                m_table->toggle(group);
        }
    }
    // Every row of the program is in the window, and no other.
    void compareNumberOfRows()
    {
        QFETCH(QString, chosenIn);
        qsizetype rows = 0;
        for (int line = 0; line < m_table->rowCount(); ++line)
            rows += m_table->lineAt(line) == TableModel::Line::Row;
        if (chosenIn == m_shown->objectName())
            QVERIFY(rows > m_rows.size());
        else
            QCOMPARE(rows, m_rows.size());
    }
    QString shown(int line, int column) const { return m_table->index(line, column).data().toString(); }
    QVariant value(int line, int column) const { return m_table->index(line, column).data(TableModel::ValueRole); }

    QList<Row> m_rows; // of the program
    Panel* m_shown = nullptr;
    TableModel* m_table = nullptr; // of the panel
};

void TestFigures::providers()
{
    ask("providers");
    compareNumberOfRows();
    quint64 all = 0;
    for (const Row& row : std::as_const(m_rows)) {
        const int line = m_table->lineOf(row[QStringLiteral("provider")]);
        QVERIFY2(line >= 0, qPrintable(row[QStringLiteral("provider")]));
        all += row[QStringLiteral("attempts")].toULongLong();
        const auto now = rate(row[QStringLiteral("deferral_rate")]),
                   before = rate(row[QStringLiteral("compared_deferral_rate")]);
        QCOMPARE(shown(line, ProvidersModel::Deferred), text::percent(now));
        QCOMPARE(shown(line, ProvidersModel::Change).remove(QStringLiteral("▲ ")), text::change(before, now));
        QCOMPARE(shown(line, ProvidersModel::Attempts), count(row[QStringLiteral("attempts")]));
    }
    QFETCH(QString, chosenIn);
    if (chosenIn != u"providers")
        QCOMPARE(shown(m_table->rowCount() - 1, ProvidersModel::Attempts), text::count(all));
}

void TestFigures::replies()
{
    ask("replies");
    compareNumberOfRows();
    for (const Row& row : std::as_const(m_rows)) {
        const int line = m_table->lineOf(row[QStringLiteral("outcome")] + u' ' + row[QStringLiteral("template")]);
        QVERIFY2(line >= 0, qPrintable(row[QStringLiteral("template")]));
        QCOMPARE(shown(line, RepliesModel::Reason), reasonText(row[QStringLiteral("reason")].toStdString()));
        QCOMPARE(shown(line, RepliesModel::Attempts), count(row[QStringLiteral("attempts")]));
        QCOMPARE(
            shown(line, RepliesModel::Sources).section(u'/', 0, 0).trimmed(), count(row[QStringLiteral("sources")]));
        QCOMPARE(value(line, RepliesModel::FirstSeen).toString(), row[QStringLiteral("first_seen")]);
        const QString compared = m_table->index(line, RepliesModel::Change).data(Qt::ToolTipRole).toString();
        QVERIFY2(compared.isEmpty() || compared.startsWith(count(row[QStringLiteral("compared_attempts")]) + u' '),
            qPrintable(compared));
    }
}

void TestFigures::sources()
{
    ask("sources");
    compareNumberOfRows();
    for (const Row& row : std::as_const(m_rows)) {
        const QString source = row[QStringLiteral("source")];
        int line = 0;
        while (line < m_table->rowCount()
            && (m_table->lineAt(line) != TableModel::Line::Row || shown(line, SourcesModel::Source) != source))
            ++line;
        QVERIFY2(line < m_table->rowCount(), qPrintable(source));
        const bool limited = !row[QStringLiteral("limited_since")].isEmpty();
        QCOMPARE(value(line, SourcesModel::LimitedSince).toString(), row[QStringLiteral("limited_since")]);
        const QString recovered = value(line, SourcesModel::RecoveredAt).toString();
        QCOMPARE(recovered == u"not yet" ? QString() : recovered, row[QStringLiteral("recovered_at")]);
        if (limited)
            QVERIFY(std::abs(value(line, SourcesModel::WhileLimited).toDouble()
                        - row[QStringLiteral("rate_while_limited")].toDouble())
                < 1e-6);
        QCOMPARE(shown(line, SourcesModel::Waiting), count(row[QStringLiteral("waiting")]));
        QCOMPARE(shown(line, SourcesModel::Deferred), text::percent(rate(row[QStringLiteral("deferral_rate")])));
        QCOMPARE(shown(line, SourcesModel::Attempts), count(row[QStringLiteral("attempts")]));
    }
}

QTEST_MAIN(TestFigures)
#include "tst_figures.moc"
