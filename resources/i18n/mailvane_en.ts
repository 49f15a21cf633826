<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<!-- SPDX-License-Identifier: GPL-3.0-or-later. Plural forms only: the texts themselves are in the sources.
     lupdate -I . -pluralonly -no-obsolete -locations none app widgets models/tables -ts resources/i18n/mailvane_en.ts -->
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>mv::Application</name>
    <message numerus="yes">
        <source>%n file(s) could not be read to the end.</source>
        <translation>
            <numerusform>%n file could not be read to the end.</numerusform>
            <numerusform>%n files could not be read to the end.</numerusform>
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
</context>
</TS>
