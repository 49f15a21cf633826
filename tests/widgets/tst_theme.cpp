// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/icons.h"
#include "widgets/theme.h"
#include <QFontMetricsF>
#include <QTest>
#include <cmath>

using namespace mv;

namespace {

double linear(double c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); }

// WCAG 2.1, relative luminance and contrast ratio.
double luminance(const QColor& c)
{
    return 0.2126 * linear(c.redF()) + 0.7152 * linear(c.greenF()) + 0.0722 * linear(c.blueF());
}
double contrast(const QColor& a, const QColor& b)
{
    const double la = luminance(a), lb = luminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

Theme theme(bool dark) { return dark ? Theme::dark() : Theme::light(); }

} // namespace

class TestTheme : public QObject {
    Q_OBJECT
private slots:
    void textIsReadable_data() { bothThemes(); }
    void textIsReadable();
    void providersStandOut_data() { bothThemes(); }
    void providersStandOut();
    void namesOfProviders_data();
    void namesOfProviders();
    void heatSteps_data();
    void heatSteps();
    void followsTheSystem();
    void highContrast_data() { bothThemes(); }
    void highContrast();
    void statusHasGlyphs_data() { bothThemes(); }
    void statusHasGlyphs();
    void styleSheetHasNoTokenLeft_data() { bothThemes(); }
    void styleSheetHasNoTokenLeft();
    void digitsAreEquallyWide();
    void fontsFollowTheSystemSize();
    void iconsTakeTheInk_data() { bothThemes(); }
    void iconsTakeTheInk();

private:
    static void bothThemes()
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
};

void TestTheme::textIsReadable()
{
    QFETCH(bool, dark);
    const Theme t = theme(dark);
    for (const QColor& surface : { t.window, t.panel, t.header, t.control }) {
        for (const QColor& ink : { t.text, t.text2, t.text3, t.bad.ink, t.warning.ink, t.good.ink, t.note.ink })
            QVERIFY2(contrast(ink, surface) >= 4.5, qPrintable(ink.name() + QStringLiteral(" on ") + surface.name()));
    }
    for (const auto& look : { t.bad, t.warning, t.good, t.note })
        QVERIFY2(contrast(look.ink, look.tint) >= 4.5, qPrintable(look.ink.name()));
    QVERIFY(contrast(t.primaryText, t.primary) >= 4.5);
    QVERIFY(contrast(t.text, t.selection) >= 4.5);
    QVERIFY(contrast(t.focus, t.panel) >= 3);
}

void TestTheme::providersStandOut()
{
    QFETCH(bool, dark);
    const Theme t = theme(dark);
    for (const char* name : { "Microsoft 365", "Outlook.com", "Gmail", "Yahoo", "iCloud", "GMX", "Orange", "somebody" })
        QVERIFY2(contrast(t.provider(QString::fromLatin1(name)), t.panel) >= 3, name);
}

void TestTheme::namesOfProviders_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("own");
    QTest::newRow("exact") << QStringLiteral("Gmail") << true;
    QTest::newRow("with its sibling") << QStringLiteral("GMX / WEB.DE") << true;
    QTest::newRow("with its sibling, tight") << QStringLiteral("Yahoo/AOL") << true;
    QTest::newRow("only begins alike") << QStringLiteral("Orangerie") << false;
    QTest::newRow("another") << QStringLiteral("Mimecast") << false;
    QTest::newRow("none") << QString() << false;
}

void TestTheme::namesOfProviders()
{
    QFETCH(QString, name);
    QFETCH(bool, own);
    QCOMPARE(Theme::light().hasOwnColour(name), own);
    QCOMPARE(Theme::light().provider(name) != Theme::light().provider(QStringLiteral("somebody")), own);
}

void TestTheme::heatSteps_data()
{
    QTest::addColumn<double>("rate");
    QTest::addColumn<int>("step");
    QTest::newRow("nothing") << 0.0 << 0;
    QTest::newRow("just below 2 %") << 0.0199 << 0;
    QTest::newRow("2 %") << 0.02 << 1;
    QTest::newRow("10 %") << 0.10 << 2;
    QTest::newRow("25 %") << 0.25 << 3;
    QTest::newRow("50 %") << 0.50 << 4;
    QTest::newRow("75 %") << 0.75 << 5;
    QTest::newRow("all") << 1.0 << 5;
}

void TestTheme::heatSteps()
{
    QFETCH(double, rate);
    QFETCH(int, step);
    QCOMPARE(Theme::dark().heatFor(rate), Theme::dark().heat[std::size_t(step)]);
}

void TestTheme::followsTheSystem()
{
    QVERIFY(Theme::following(Theme::dark().palette()).isDark);
    QVERIFY(!Theme::following(Theme::light().palette()).isDark);
}

void TestTheme::highContrast()
{
    QFETCH(bool, dark);
    const QPalette system(dark ? Qt::white : Qt::black, dark ? Qt::black : Qt::white, {}, {}, {}, {}, {}, {},
        dark ? Qt::black : Qt::white);
    const Theme t = Theme::following(system);
    QCOMPARE(t.isDark, dark);
    for (const QColor& ink : { t.text, t.text2, t.text3, t.line, t.controlLine, t.focus })
        QVERIFY2(contrast(ink, t.panel) >= 20, qPrintable(ink.name()));
    for (const QColor& ink : { t.bad.ink, t.warning.ink, t.good.ink, t.note.ink, t.volume, t.previous })
        QVERIFY2(contrast(ink, t.panel) >= 4.5, qPrintable(ink.name()));
}

void TestTheme::statusHasGlyphs()
{
    QFETCH(bool, dark);
    const Theme t = theme(dark);
    QString glyphs;
    for (const auto status : { Theme::Status::Bad, Theme::Status::Warning, Theme::Status::Good, Theme::Status::Note }) {
        QVERIFY(!t.look(status).glyph.isNull());
        QVERIFY(!glyphs.contains(t.look(status).glyph));
        glyphs += t.look(status).glyph;
    }
}

void TestTheme::styleSheetHasNoTokenLeft()
{
    QFETCH(bool, dark);
    const QString sheet = theme(dark).styleSheet();
    QVERIFY(!sheet.contains(u'@'));
    QVERIFY(sheet.contains(theme(dark).panel.name()));
    QCOMPARE(sheet.count(u'{'), sheet.count(u'}'));
}

void TestTheme::digitsAreEquallyWide()
{
    const QFontMetricsF metrics(Theme::numeric());
    for (char digit = '1'; digit <= '9'; ++digit)
        QCOMPARE(metrics.horizontalAdvance(QLatin1Char(digit)), metrics.horizontalAdvance(u'0'));
}

void TestTheme::fontsFollowTheSystemSize()
{
    const QFont before = QGuiApplication::font();
    const double small = QFontInfo(Theme::tick()).pixelSize();
    QFont twice = before;
    twice.setPointSizeF(before.pointSizeF() * 2);
    QGuiApplication::setFont(twice);
    QCOMPARE(double(QFontInfo(Theme::tick()).pixelSize()), 2 * small);
    QGuiApplication::setFont(before);
}

void TestTheme::iconsTakeTheInk()
{
    QFETCH(bool, dark);
    const Theme t = theme(dark);
    const QImage image = icon(QStringLiteral("close"), t).pixmap(QSize(16, 16), 1.0).toImage();
    bool found = false;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x)
            found = found
                || (image.pixelColor(x, y).alpha() > 200
                    && std::abs(image.pixelColor(x, y).lightness() - t.text2.lightness()) < 40);
    }
    QVERIFY(found);
    QVERIFY(icon(QStringLiteral("no such icon"), t).isNull());
}

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
