// SPDX-License-Identifier: GPL-3.0-or-later
// Stories 2 and 4 through the real window: reports, logs and probes of a month in the Authentication and Probes panels.
#include "models/store/writer.h"
#include "tests/app/september.h"
#include "tests/app/windowfixture.h"
#include "tests/widgets/picturesof.h"
#include "widgets/delegates/tableview.h"
#include "widgets/segments.h"

using namespace mv;
using namespace mv::test;

class TestEvidencePanels : public WindowFixture {
    Q_OBJECT
private slots:
    void initTestCase();
    void cleanupTestCase() { closeWindow(); }
    void init() { m_app->scope().showAll(); }
    void tellsWhoseChangeItIs();
    void findsTheMovedMx();
    void filtersByReceiverAndSource();
    void saysWhatIsMissing();
    void pictures();
};

// The real pipeline: files into a database; probes as the program makes them.
void TestEvidencePanels::initTestCase()
{
    m_database = m_folder.filePath(QStringLiteral("september.mailvane"));
    const std::filesystem::path files = m_folder.filePath(QStringLiteral("files")).toStdString();
    std::filesystem::create_directories(files);
    september::writeReports(files);
    september::writeLogs(files);
    {
        auto writer = Writer::open(m_database.toStdString());
        QVERIFY(writer.has_value());
        QVERIFY(writer->putProbes(september::probes()).has_value());
    }
    m_app = open(m_database);
    QSignalSpy imported(m_app.get(), &Application::imported);
    m_app->openPaths({ QString::fromStdString(files.string()) }, {});
    QTRY_COMPARE_WITH_TIMEOUT(imported.size(), 1, kPatience);
    QVERIFY(QTest::qWaitForWindowActive(&m_app->window()));
    settle();
    key(Qt::Key_2, Qt::ControlModifier); // the Authentication perspective
    QTRY_VERIFY(m_app->window().isPanelVisible(panel("authentication")));
}

void TestEvidencePanels::tellsWhoseChangeItIs()
{
    settle();
    const Panel& auth = *panel("authentication");
    QCOMPARE(auth.state(), Panel::State::Rows);
    QTRY_VERIFY(saysSomewhere(auth, QStringLiteral("Our change")));
    QVERIFY(saysSomewhere(auth, QStringLiteral("at all 6 receivers")));
    QVERIFY(saysSomewhere(auth, QStringLiteral("Their change")));
    QVERIFY(saysSomewhere(auth, QStringLiteral("at Outlook.com only")));
    const auto* table = auth.findChild<TableView*>();
    QVERIFY(table->model()->rowCount() >= 3);
    const CsvTable numbers = auth.visibleTable();
    QCOMPARE(numbers.rows.size(), 6U * 30U);
}

void TestEvidencePanels::findsTheMovedMx()
{
    settle();
    const Panel& probes = *panel("probes");
    QCOMPARE(probes.state(), Panel::State::Rows);
    QTRY_VERIFY(probes.subtitle().contains(QStringLiteral("moved")));
    const CsvTable servers = probes.visibleTable(); // of our servers
    const auto stateOf = [&](const std::string& server) {
        std::string state;
        for (const auto& row : servers.rows) {
            if (row.at(0) == server)
                state += row.at(3);
        }
        return QString::fromStdString(state);
    };
    QCOMPARE(stateOf("mx-out-01"), QStringLiteral("current"));
    QCOMPARE(stateOf("mx-out-03"), QStringLiteral("old"));
    QCOMPARE(stateOf("mx-out-07"), QStringLiteral("old"));
    const auto unknown = std::ranges::find(servers.header, "False unknown") - servers.header.begin();
    for (const auto& row : servers.rows)
        QCOMPARE(row.at(static_cast<std::size_t>(unknown)) != "0", row.at(3) == "old");
}

void TestEvidencePanels::filtersByReceiverAndSource()
{
    auto* table = panel("authentication")->findChild<TableView*>();
    table->setFocus();
    key(Qt::Key_Home);
    key(Qt::Key_Return);
    settle();
    QCOMPARE(scope().filters.sources.size(), 1U);
    QVERIFY(table->model()->rowCount() >= 3); // never itself
    const CsvTable numbers = panel("authentication")->visibleTable();
    double messages = 0;
    for (const auto& row : numbers.rows)
        messages += row.at(4).empty() ? 0 : std::stod(row.at(4));
    QVERIFY(messages < 30 * 36'000.0 / 5); // that source's only
    key(Qt::Key_Z, Qt::ControlModifier);
    settle();
    QVERIFY(scope().filters.empty());
}

void TestEvidencePanels::saysWhatIsMissing()
{
    key(Qt::Key_3, Qt::ControlModifier);
    QTRY_VERIFY(m_app->window().isPanelVisible(panel("reputation")));
    settle();
    QCOMPARE(panel("reputation")->state(), Panel::State::NothingInScope);
    QVERIFY(saysSomewhere(*panel("reputation"), QStringLiteral("SNDS")));
    QVERIFY(saysSomewhere(*panel("placement"), QStringLiteral("seed")));
    key(Qt::Key_2, Qt::ControlModifier);
    QTRY_VERIFY(m_app->window().isPanelVisible(panel("authentication")));
}

void TestEvidencePanels::pictures() // to be looked at, where MV_PICTURES names a folder
{
    if (!picturesWanted())
        QSKIP("No pictures are wanted: set MV_PICTURES to a folder");
    for (const auto look : { Act::LookLight, Act::LookDark }) {
        m_app->window().actions().of(look)->trigger();
        for (const int perspective : { Qt::Key_2, Qt::Key_3 }) {
            key(perspective, Qt::ControlModifier);
            settle();
            QTest::qWait(200);
            const QByteArray name = QByteArray(look == Act::LookDark ? "dark-" : "light-")
                + (perspective == Qt::Key_2 ? "authentication" : "probes");
            savePicture(m_app->window(), name.constData(), 1);
        }
    }
    m_app->window().resize(1120, 700);
    key(Qt::Key_2, Qt::ControlModifier);
    settle();
    QTest::qWait(200);
    savePicture(m_app->window(), "small-authentication", 1);
}

int main(int argc, char** argv)
{
    QApplication program(argc, argv);
    QApplication::setStyle(QStringLiteral("Fusion"));
    TestEvidencePanels test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_evidencepanels.moc"
