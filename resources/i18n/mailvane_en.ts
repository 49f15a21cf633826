<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<!-- SPDX-License-Identifier: GPL-3.0-or-later. Plural forms only: the texts themselves are in the sources.
     lupdate -I . -pluralonly -no-obsolete -locations none app widgets models/tables -ts resources/i18n/mailvane_en.ts -->
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>Report</name>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n file</numerusform>
            <numerusform>%n files</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>mv::Application</name>
    <message numerus="yes">
        <source>%1 attempt(s) and other facts imported in %2</source>
        <translation>
            <numerusform>%1 attempt or other fact imported in %2</numerusform>
            <numerusform>%1 attempts and other facts imported in %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The %1 line(s) before are kept.</source>
        <translation>
            <numerusform>The %1 line before is kept.</numerusform>
            <numerusform>The %1 lines before are kept.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) could not be read to the end.</source>
        <translation>
            <numerusform>%n file could not be read to the end.</numerusform>
            <numerusform>%n files could not be read to the end.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 attempt(s) and other facts from before %2 were dropped; the charts keep what they tell</source>
        <translation>
            <numerusform>%1 attempt or other fact from before %2 was dropped; the charts keep what they tell</numerusform>
            <numerusform>%1 attempts and other facts from before %2 were dropped; the charts keep what they tell</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source> · %1 line(s) older than what is kept were not stored</source>
        <translation>
            <numerusform> · %1 line older than what is kept was not stored</numerusform>
            <numerusform> · %1 lines older than what is kept were not stored</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source> · %1 attempt(s) and other facts from before %2 were dropped</source>
        <translation>
            <numerusform> · %1 attempt or other fact from before %2 was dropped</numerusform>
            <numerusform> · %1 attempts and other facts from before %2 were dropped</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>mv::AttemptsPanel</name>
    <message numerus="yes">
        <source>%1 line(s)</source>
        <translation>
            <numerusform>%1 line</numerusform>
            <numerusform>%1 lines</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>mv::AuthReader</name>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>%n more</numerusform>
            <numerusform>%n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>at all %n receiver(s)</source>
        <translation>
            <numerusform>at all %n receiver</numerusform>
            <numerusform>at all %n receivers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The other %n receiver(s) did not move.</source>
        <translation>
            <numerusform>The other %n receiver did not move.</numerusform>
            <numerusform>The other %n receivers did not move.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n receiver(s) did not move: it can&apos;t be said whose change it is.</source>
        <translation>
            <numerusform>%n receiver did not move: it can&apos;t be said whose change it is.</numerusform>
            <numerusform>%n receivers did not move: it can&apos;t be said whose change it is.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>mv::BandView</name>
    <message numerus="yes">
        <source>%n more domain(s): filter by one to see it</source>
        <translation>
            <numerusform>%n more domain: filter by one to see it</numerusform>
            <numerusform>%n more domains: filter by one to see it</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>▲ %1 recipient(s): do not purge yet</source>
        <translation>
            <numerusform>▲ %1 recipient: do not purge yet</numerusform>
            <numerusform>▲ %1 recipients: do not purge yet</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>mv::DelayView</name>
    <message numerus="yes">
        <source>%1: p50 %2, p90 %3, p95 %4, %5 recipient(s) finished, %6 waiting</source>
        <translation>
            <numerusform>%1: p50 %2, p90 %3, p95 %4, %5 recipient finished, %6 waiting</numerusform>
            <numerusform>%1: p50 %2, p90 %3, p95 %4, %5 recipients finished, %6 waiting</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>mv::ImportDialog</name>
    <message numerus="yes">
        <source>%1 line(s) looked at</source>
        <translation>
            <numerusform>%1 line looked at</numerusform>
            <numerusform>%1 lines looked at</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n file</numerusform>
            <numerusform>%n files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>, of which %n can&apos;t be read</source>
        <translation>
            <numerusform>, of which %n can&apos;t be read</numerusform>
            <numerusform>, of which %n can&apos;t be read</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>, and %n more that were not looked at</source>
        <translation>
            <numerusform>, and %n more that was not looked at</numerusform>
            <numerusform>, and %n more that were not looked at</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>How the %n selected file(s) are read:</source>
        <translation>
            <numerusform>How the selected file is read:</numerusform>
            <numerusform>How the %n selected files are read:</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The first %n record(s) of %1, as Mailvane reads them</source>
        <translation>
            <numerusform>The first record of %1, as Mailvane reads it</numerusform>
            <numerusform>The first %n records of %1, as Mailvane reads them</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>mv::ImportsModel</name>
    <message numerus="yes">
        <source>%1 of %n file(s) done</source>
        <translation>
            <numerusform>%1 of %n file done</numerusform>
            <numerusform>%1 of %n files done</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n file</numerusform>
            <numerusform>%n files</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>mv::ImportsPanel</name>
    <message numerus="yes">
        <source>%n file(s) to read</source>
        <translation>
            <numerusform>%n file to read</numerusform>
            <numerusform>%n files to read</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) imported</source>
        <translation>
            <numerusform>%n file imported</numerusform>
            <numerusform>%n files imported</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 line(s) not understood</source>
        <translation>
            <numerusform>%1 line not understood</numerusform>
            <numerusform>%1 lines not understood</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>mv::LegendBar</name>
    <message numerus="yes">
        <source>%1: %2 of %3 attempt(s) deferred. Click: only this one; Ctrl+click: add or remove it</source>
        <translation>
            <numerusform>%1: %2 of %3 attempt deferred. Click: only this one; Ctrl+click: add or remove it</numerusform>
            <numerusform>%1: %2 of %3 attempts deferred. Click: only this one; Ctrl+click: add or remove it</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>mv::NotUnderstoodModel</name>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation>
            <numerusform>%1 and %n more</numerusform>
            <numerusform>%1 and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 line(s)</source>
        <translation>
            <numerusform>%1 line</numerusform>
            <numerusform>%1 lines</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>mv::PrivacyDialog</name>
    <message numerus="yes">
        <source> month(s)</source>
        <translation>
            <numerusform> month</numerusform>
            <numerusform> months</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 attempt(s) are from before %3 and are dropped now. Nothing but importing their logs again, into a new workspace, brings them back.</source>
        <translation>
            <numerusform>%1 of %2 attempt is from before %3 and is dropped now. Nothing but importing its log again, into a new workspace, brings it back.</numerusform>
            <numerusform>%1 of %2 attempts are from before %3 and are dropped now. Nothing but importing their logs again, into a new workspace, brings them back.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>&amp;Drop %1 attempt(s)</source>
        <translation>
            <numerusform>&amp;Drop %1 attempt</numerusform>
            <numerusform>&amp;Drop %1 attempts</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>mv::ProbesPanel</name>
    <message numerus="yes">
        <source>%n domain(s)</source>
        <translation>
            <numerusform>%n domain</numerusform>
            <numerusform>%n domains</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>, MX of %n moved</source>
        <translation>
            <numerusform>, MX of %n moved</numerusform>
            <numerusform>, MX of %n moved</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>mv::ProviderCard</name>
    <message numerus="yes">
        <source>%1, of %2 attempt(s)</source>
        <translation>
            <numerusform>%1, of %2 attempt</numerusform>
            <numerusform>%1, of %2 attempts</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>mv::ProvidersModel</name>
    <message numerus="yes">
        <source>%1 of %2 attempt(s) deferred</source>
        <translation>
            <numerusform>%1 of %2 attempt deferred</numerusform>
            <numerusform>%1 of %2 attempts deferred</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>mv::RepliesModel</name>
    <message numerus="yes">
        <source>%1 attempt(s) · %2</source>
        <translation>
            <numerusform>%1 attempt · %2</numerusform>
            <numerusform>%1 attempts · %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 line(s), no attempts</source>
        <translation>
            <numerusform>%1 line, no attempts</numerusform>
            <numerusform>%1 lines, no attempts</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>mv::RepliesPanel</name>
    <message numerus="yes">
        <source>%n template(s)</source>
        <translation>
            <numerusform>%n template</numerusform>
            <numerusform>%n templates</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>mv::ScopeBar</name>
    <message numerus="yes">
        <source>%n week(s) earlier</source>
        <translation>
            <numerusform>%n week earlier</numerusform>
            <numerusform>%n weeks earlier</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1: %n values</source>
        <translation>
            <numerusform>%1: %n value</numerusform>
            <numerusform>%1: %n values</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 attempt(s)</source>
        <translation>
            <numerusform>%1 attempt</numerusform>
            <numerusform>%1 attempts</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>mv::ScopeTools</name>
    <message numerus="yes">
        <source>%n weeks earlier: %1</source>
        <translation>
            <numerusform>%n week earlier: %1</numerusform>
            <numerusform>%n weeks earlier: %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>mv::SourcesPanel</name>
    <message numerus="yes">
        <source>%n source IP(s)</source>
        <translation>
            <numerusform>%n source IP</numerusform>
            <numerusform>%n source IPs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>mv::StatusLine</name>
    <message numerus="yes">
        <source>● following %n file(s)</source>
        <translation>
            <numerusform>● following %n file</numerusform>
            <numerusform>● following %n files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) to read</source>
        <translation>
            <numerusform>%n file to read</numerusform>
            <numerusform>%n files to read</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>, %n more</source>
        <translation>
            <numerusform>, %n more</numerusform>
            <numerusform>, %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>✓ %n file(s), %1 imported</source>
        <translation>
            <numerusform>✓ %n file, %1 imported</numerusform>
            <numerusform>✓ %n files, %1 imported</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 line(s) not understood</source>
        <translation>
            <numerusform>%1 line not understood</numerusform>
            <numerusform>%1 lines not understood</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>mv::TimelineView</name>
    <message numerus="yes">
        <source>%1: %2 of %3 attempt(s) deferred</source>
        <translation>
            <numerusform>%1: %2 of %3 attempt deferred</numerusform>
            <numerusform>%1: %2 of %3 attempts deferred</numerusform>
        </translation>
    </message>
</context>
</TS>
